using System.Globalization;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads exposures from lines of CSV or JSON. The first line of CSV can name the columns; without names they are the experiment, the variation and
/// optionally the count. A misspelt name is an error: a count would be lost.
/// </summary>
internal sealed class ExposureLines : IDisposable
{
    private readonly CsvRow _row = new();
    private readonly LikelyCounts _likelyCounts = new();

    /// <summary>The part that each column of CSV has; <c>null</c> before the first line.</summary>
    private int[]? _parts;

    /// <summary>The names of the columns of CSV; empty without names.</summary>
    private List<string> _names = [];

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

    /// <summary>
    /// The row that ends with a line; <c>null</c> for the names of the columns, within a quoted cell, and for the lines after a first one that cannot be read.
    /// </summary>
    /// <param name="number">The number of the line.</param>
    /// <param name="line">The line.</param>
    /// <param name="unreadable">The error of a line that cannot be read; <c>null</c> for text.</param>
    public ExposureRow? Read(long number, string line, string? unreadable)
    {
        if (_isRefused)
            return null;
        var isFirst = !_isPastFirst;
        _isPastFirst = true;
        if (isFirst && unreadable is null && CsvSeparator.Named(line) is { } separator)
        {
            _isPastFirst = separator != ',';
            return _isPastFirst ? Refuse(new(number, 1, null, ExposureNames.ErrorOfSeparator(separator))) : null;
        }
        if (isFirst && (unreadable ?? FormOf(line)) is { } form)
            return Refuse(new(number, 1, null, form));
        if (unreadable is not null)
            return _row.IsOpen ? Drop(1, FormattableString.Invariant($"a quoted cell has line {number}: {unreadable}")) : new(number, 1, null, unreadable);
        if (!_row.IsOpen && line.StartsWith('{'))
            return RowOf(number, 1, OfJson(line));
        if (_row.Add(number, line) is { } malformed)
            return Drop(0, malformed);
        if (_row.IsOpen)
            return null;
        var (first, lines, cells) = (_row.FirstLine, _row.Lines, _row.Take());
        if (_parts is not null)
            return RowOf(first, lines, OfCells(cells, _parts));
        var isNamed = cells.Any(cell => ExposureNames.PartOf(cell) >= 0);
        if ((isNamed ? ExposureNames.ErrorOf(cells, "column") : ExposureNames.ErrorOfUnnamed(cells)) is { } error)
            return Refuse(new(first, lines, null, error));
        _parts = isNamed ? [.. cells.Select(ExposureNames.PartOf)] : [.. Enumerable.Range(0, cells.Count)];
        _names = isNamed ? cells : [];
        return isNamed ? null : WithMend(RowOf(first, lines, OfCells(cells, _parts)), cells);
    }

    /// <summary>The row of a file that ends within a quoted cell; otherwise <c>null</c>.</summary>
    public ExposureRow? End() => _row.IsOpen ? Drop(0, _row.Unclosed) : null;

    /// <summary>The error of a file whose counts are likely in an ignored column or member, so that each line is counted as 1; otherwise <c>null</c>.</summary>
    public string? LostCounts => _likelyCounts.ErrorOf(_parts is null ? "member" : "column");

    public void Dispose() => _row.Dispose();

    /// <summary>The error of a first line of JSON that is not JSON Lines; otherwise <c>null</c>.</summary>
    private static string? FormOf(string line) =>
        line.StartsWith('[') ? "a JSON array; expected CSV or one JSON object per line, such as from jq -c '.[]'"
        : line.StartsWith('{') && !line.EndsWith('}') ? "JSON over several lines; expected CSV or one JSON object per line, such as from jq -c ."
        : null;

    /// <summary>The first row, whose error says that it may be a header if its count has no digit.</summary>
    private static ExposureRow WithMend(ExposureRow row, List<string> cells) =>
        row.Error is not null && cells.Count > ExposureNames.Count && !cells[ExposureNames.Count].Any(char.IsAsciiDigit)
            ? row with { Error = $"{row.Error}; {ExposureNames.MendOfHeader}" }
            : row;

    /// <summary>The malformed row of the lines up to here, and of further ones; as the first row it would name the columns.</summary>
    private ExposureRow Drop(int further, string error)
    {
        var row = new ExposureRow(_row.FirstLine, _row.Lines + further, null, error);
        _row.Take();
        return _parts is null ? Refuse(row) : row;
    }

    private ExposureRow Refuse(ExposureRow row)
    {
        _isRefused = true;
        return row;
    }

    private static ExposureRow RowOf(long line, int lines, ((string, string, long?)? Exposure, string? Error) read) => new(line, lines, read.Exposure, read.Error);

    private ((string, string, long?)?, string?) OfCells(List<string> cells, int[] parts) => cells.Count == parts.Length
        ? Of(part => Array.IndexOf(parts, part) is >= 0 and var at ? cells[at] : null, _names.Zip(cells))
        : (null, $"{Shown.Count(cells.Count, "column")}; the first line has {parts.Length}");

    private ((string, string, long?)?, string?) OfJson(string line) =>
        Value.Parse(line).Value is not Value.Object members ? (null, "not a JSON object")
        : ExposureNames.ErrorOf([.. members.Keys], "member") is { } error ? (null, error)
        : Of(
            part => members.Where(member => ExposureNames.PartOf(member.Key) == part).Select(member => Shown.Text(member.Value)).FirstOrDefault(),
            members.Select(member => (member.Key, Shown.Text(member.Value))));

    private ((string, string, long?)?, string?) Of(Func<int, string?> textOf, IEnumerable<(string Name, string Text)> all)
    {
        var (experiment, variation, count) = (textOf(ExposureNames.Experiment)!, textOf(ExposureNames.Variation)!, textOf(ExposureNames.Count));
        if (!long.TryParse(count ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (null, $"`{Columns.Short(count!)}` is no count; expected a whole number");
        if (number > ExposureTest.MaxTotal - _total)
            return (null, FormattableString.Invariant($"the count {number} is too large; all counts are up to {ExposureTest.MaxTotal} together"));
        _total += number;
        if (count is null)
            _likelyCounts.Add(experiment, variation, all.Where(each => ExposureNames.PartOf(each.Name) < 0));
        return ((experiment, variation, count is null ? null : number), null);
    }
}
