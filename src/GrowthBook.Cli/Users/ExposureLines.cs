using System.Globalization;
using System.Text;

using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Reads exposures from lines of CSV or JSON. The first line of CSV can name the columns.</summary>
internal sealed class ExposureLines
{
    private static readonly string[] ExperimentNames = ["experiment", "experimentId", "experiment_id", "experimentKey"];
    private static readonly string[] VariationNames = ["variation", "variationId", "variation_id", "variationKey"];
    private static readonly string[] CountNames = ["count", "users"];

    /// <summary>The places of the columns experiment, variation and count; -1 for none.</summary>
    private int[] _columns = [0, 1, -1];
    private bool _isPastFirst;
    private long _total;

    /// <summary>The lines of a block as text, with their numbers and the errors of those that are not UTF-8.</summary>
    public static List<(long Number, string Text, string? Error)> Split(RecordBlock block)
    {
        var texts = new List<(long, string, string?)>();
        var lines = new RecordLines(block);
        while (lines.Next())
            texts.Add((lines.Number, Encoding.UTF8.GetString(lines.Line), lines.EncodingError));
        return texts;
    }

    /// <summary>The exposure of a line, or an error; neither for the names of the columns.</summary>
    public ((string Experiment, string Variation, long Count)? Exposure, string? Error) Read(string line)
    {
        var isFirst = !_isPastFirst;
        _isPastFirst = true;
        if (line.StartsWith('{'))
            return OfJson(line);
        var cells = Cells(line);
        if (isFirst && IndexOf(cells, ExperimentNames) >= 0 && IndexOf(cells, VariationNames) >= 0)
        {
            _columns = [IndexOf(cells, ExperimentNames), IndexOf(cells, VariationNames), IndexOf(cells, CountNames)];
            return (null, null);
        }
        if (_columns.Any(column => column >= cells.Count))
            return (null, $"{Shown.Count(cells.Count, "column")}; expected an experiment and a variation");
        return Of(cells[_columns[0]], cells[_columns[1]], _columns[2] < 0 ? "1" : cells[_columns[2]]);
    }

    private ((string, string, long)?, string?) OfJson(string line) => Value.Parse(line).Value is Value.Object members
        ? Find(members, ExperimentNames) is { } experiment && Find(members, VariationNames) is { } variation
            ? Of(experiment, variation, Find(members, CountNames) ?? "1")
            : (null, "no members experiment and variation")
        : (null, "not a JSON object");

    private ((string, string, long)?, string?) Of(string experiment, string variation, string count)
    {
        if (!long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (null, $"`{Columns.Short(count)}` is no count; expected a whole number");
        if (number > ExposureTest.MaxTotal - _total)
            return (null, FormattableString.Invariant($"the count {number} is too large; all counts are up to {ExposureTest.MaxTotal} together"));
        _total += number;
        return ((experiment, variation, number), null);
    }

    private static string? Find(Value.Object members, string[] names) =>
        names.Select(name => members.GetValueOrDefault(name)).FirstOrDefault(value => value is not null) is { } found ? Shown.Text(found) : null;

    private static int IndexOf(List<string> cells, string[] names) => cells.FindIndex(cell => names.Contains(cell, StringComparer.OrdinalIgnoreCase));

    /// <summary>The cells of a line of CSV; a quoted cell can hold commas and doubled quotes.</summary>
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
