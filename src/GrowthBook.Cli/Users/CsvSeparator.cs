namespace GrowthBook.Cli;

/// <summary>Recognises what separates the cells of CSV: Excel writes semicolons where the comma is in numbers.</summary>
internal static class CsvSeparator
{
    private const string Others = ";\t|";

    /// <summary>The separator that Excel's first line names, such as <c>sep=,</c>; <c>null</c> for another line.</summary>
    public static char? Named(string line) =>
        line.Trim().Trim('"') is [_, _, _, '=', var separator] text && text.StartsWith("sep", StringComparison.OrdinalIgnoreCase) ? separator : null;

    /// <summary>The separator other than a comma that the only cell of a line has; <c>null</c> for a cell without one.</summary>
    public static char? WithinCell(string cell) => cell.AsSpan().IndexOfAny(Others) is >= 0 and var at ? cell[at] : null;

    /// <summary>The separator of both lines outside of quotes, the first one that both have as often, or else at all; <c>null</c> for lines of one cell.</summary>
    public static char? Of(string first, string second) => ("," + Others)
        .Select(separator => (Separator: separator, First: Count(first, separator), Second: Count(second, separator)))
        .Where(each => each is { First: > 0, Second: > 0 })
        .OrderBy(each => each.First == each.Second ? 0 : 1).ThenBy(each => first.IndexOf(each.Separator, StringComparison.Ordinal))
        .Select(each => (char?)each.Separator)
        .FirstOrDefault();

    /// <summary>The name of a separator in an error.</summary>
    public static string NameOf(char separator) => separator == '\t' ? "a tab" : $"`{separator}`";

    private static int Count(string line, char separator)
    {
        var (count, isQuoted) = (0, false);
        foreach (var c in line)
        {
            isQuoted ^= c == '"';
            count += !isQuoted && c == separator ? 1 : 0;
        }
        return count;
    }
}
