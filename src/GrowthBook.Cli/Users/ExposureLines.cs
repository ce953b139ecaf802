using System.Globalization;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads exposures from lines of CSV or JSON. The first line of CSV can name the columns; without names they are the experiment, the variation and
/// optionally the count. A misspelt name is an error: a count would be lost.
/// </summary>
internal sealed class ExposureLines
{
    /// <summary>The part that each column of CSV has; <c>null</c> before the first line.</summary>
    private int[]? _parts;
    /// <summary>The number of lines that a quoted cell can take: without its end it would take the rest of the file.</summary>
    private const int MaxLines = 100;

    private readonly List<string> _open = [];
    private bool _isPastFirst;
    private bool _isRefused;
    private long _total;

    /// <summary>The lines of a block as text, with their numbers and the errors of those that cannot be read.</summary>
    public static List<(long Number, string Text, string? Error)> Split(RecordBlock block)
    {
        var texts = new List<(long, string, string?)>();
        var lines = new RecordLines(block);
        while (lines.Next())
            texts.Add((lines.Number, Encoding.UTF8.GetString(lines.Line), lines.Error));
        return texts;
    }

    /// <summary>The exposure of a line, or an error; neither for the names of the columns, and for the lines after a first one that cannot be read.</summary>
    /// <param name="line">The line.</param>
    /// <param name="unreadable">The error of a line that cannot be read; <c>null</c> for text.</param>
    public ((string Experiment, string Variation, long Count)? Exposure, string? Error) Read(string line, string? unreadable)
    {
        if (_isRefused)
            return (null, null);
        var isFirst = !_isPastFirst;
        _isPastFirst = true;
        if (isFirst && (unreadable ?? FormOf(line)) is { } form)
            return Refuse(form);
        if (unreadable is not null)
            return (null, unreadable);
        if (_open.Count == 0 && line.StartsWith('{'))
            return OfJson(line);
        _open.Add(line);
        line = string.Join('\n', _open);
        if (IsOpen(line))
        {
            if (_open.Count < MaxLines)
                return (null, null);
            _open.Clear();
            return (null, $"a quote that begins in the {MaxLines} lines up to here has no end");
        }
        _open.Clear();
        var cells = Cells(line);
        if (_parts is null)
        {
            var isNamed = cells.Any(cell => ExposureNames.PartOf(cell) >= 0);
            if ((isNamed ? ExposureNames.ErrorOf(cells, "column") : ExposureNames.ErrorOfUnnamed(cells)) is { } error)
                return Refuse(error);
            _parts = isNamed ? [.. cells.Select(ExposureNames.PartOf)] : [.. Enumerable.Range(0, cells.Count)];
            if (isNamed)
                return (null, null);
        }
        return cells.Count == _parts.Length
            ? Of(part => Array.IndexOf(_parts, part) is >= 0 and var at ? cells[at] : null)
            : (null, $"{Shown.Count(cells.Count, "column")}; the first line has {_parts.Length}");
    }

    /// <summary>The error of a file that ends within a quoted cell; otherwise <c>null</c>.</summary>
    public string? End() => _open.Count == 0 ? null : $"the quote of the last {Shown.Count(_open.Count, "line")} has no end";

    private static bool IsOpen(string line) => line.Count(c => c == '"') % 2 == 1;

    /// <summary>The error of a first line of JSON that is not JSON Lines; otherwise <c>null</c>.</summary>
    private static string? FormOf(string line) =>
        line.StartsWith('[') ? "a JSON array; expected CSV or one JSON object per line, such as from jq -c '.[]'"
        : line.StartsWith('{') && !line.EndsWith('}') ? "JSON over several lines; expected CSV or one JSON object per line, such as from jq -c ."
        : null;

    private ((string, string, long)?, string?) Refuse(string error)
    {
        _isRefused = true;
        return (null, error);
    }

    private ((string, string, long)?, string?) OfJson(string line) =>
        Value.Parse(line).Value is not Value.Object members ? (null, "not a JSON object")
        : ExposureNames.ErrorOf([.. members.Keys], "member") is { } error ? (null, error)
        : Of(part => members.Where(member => ExposureNames.PartOf(member.Key) == part).Select(member => Shown.Text(member.Value)).FirstOrDefault());

    private ((string, string, long)?, string?) Of(Func<int, string?> textOf) =>
        Of(textOf(ExposureNames.Experiment)!, textOf(ExposureNames.Variation)!, textOf(ExposureNames.Count) ?? "1");

    private ((string, string, long)?, string?) Of(string experiment, string variation, string count)
    {
        if (!long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (null, $"`{Columns.Short(count)}` is no count; expected a whole number");
        if (number > ExposureTest.MaxTotal - _total)
            return (null, FormattableString.Invariant($"the count {number} is too large; all counts are up to {ExposureTest.MaxTotal} together"));
        _total += number;
        return ((experiment, variation, number), null);
    }

    /// <summary>The cells of a line of CSV; a quoted cell can hold commas, doubled quotes and line breaks.</summary>
    private static List<string> Cells(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
                cells.Add(Taken(cell));
            else
                cell.Append(line[i]);
        }
        cells.Add(Taken(cell));
        return cells;
    }

    private static string Taken(StringBuilder cell)
    {
        var text = cell.ToString().Trim();
        cell.Clear();
        return text;
    }
}
