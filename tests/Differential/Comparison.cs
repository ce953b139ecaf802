using System.Text;

namespace GrowthBook.Pure.Differential;

/// <summary>Evaluates records again and keeps the first that differ.</summary>
internal sealed class Comparison(string seed)
{
    private const int Kept = 5;
    private const int LongestLine = 4000;

    private readonly List<string> _reports = [];

    /// <summary>How many records were compared.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them differ, or could not be read at all.</summary>
    public int Different { get; private set; }

    /// <summary>Evaluates the next record; a line that cannot be read as an answered record differs.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        var index = Count++;
        var ((record, id), errors) = EvaluationRecord.Parse(line);
        var differences = record?.Recorded is null
            ? ["not a recorded answer", .. errors.Select(error => $"{error}")]
            : record.Replay().Select(difference => $"{difference}").ToList();
        if (differences.Count == 0)
            return;
        Different++;
        if (_reports.Count == Kept)
            return;
        var text = Encoding.UTF8.GetString(line.ToArray());
        _reports.Add($"""
            record {index} of seed {seed}, id {id?.ToJson() ?? "none"}
              {string.Join("\n  ", differences)}
              node tests/Differential/reference/generate.mjs --seed {seed} --only {index}
              {(text.Length > LongestLine ? text[..LongestLine] + "…" : text)}
            """);
    }

    /// <summary>The differences, and the command that generates each record again.</summary>
    public override string ToString() =>
        $"seed {seed}: {Count} records, {Different} differ from the reference\n{string.Join("\n\n", _reports)}";
}
