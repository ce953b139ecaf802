using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints a table: the first column to the left, the others to the right.</summary>
internal static class Columns
{
    private const int MaxWidth = 60;

    public static void Print(Terminal terminal, IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => Array.ConvertAll(row, cell => Printable.Of(Short(cell)))).ToArray();
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
            terminal.Print(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }

    /// <summary>A text, cut to a number of UTF-16 code units between characters.</summary>
    public static string Short(string cell, int width = MaxWidth) =>
        cell.Length <= width ? cell : cell[..(char.IsHighSurrogate(cell[width - 2]) ? width - 2 : width - 1)] + "…";
}
