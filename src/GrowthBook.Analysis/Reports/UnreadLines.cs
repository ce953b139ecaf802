namespace GrowthBook.Analysis;

/// <summary>The lines of a file that could not be read, in each form of its result, so that none seems to be of all lines.</summary>
internal static class UnreadLines
{
    /// <summary>The number of lines as a clause; <c>null</c> without any.</summary>
    /// <param name="counted">The object with the member.</param>
    public static string? Of(Value counted) =>
        counted.Number(Unread.Member) is > 0 and var lines ? $"{Shown.Count(lines, "line")} {Shown.Noun(lines, "was", "were")} not read" : null;

    /// <summary>The outcome with the number of lines that it is not of.</summary>
    /// <param name="summary">The outcome of the lines that were read.</param>
    /// <param name="counted">The object with the member.</param>
    public static ResultSummary Note(ResultSummary summary, Value counted) => Of(counted) is not { } unread ? summary
        : summary.IsPassed ? new(true, $"incomplete: {unread}; of the others: {summary.Text}") { IsComplete = false }
        : summary with { Text = $"{summary.Text}; {unread}", IsComplete = false };

    /// <summary>The total for a page; none if all lines were read.</summary>
    /// <param name="counted">The object with the member.</param>
    public static IEnumerable<Tile> Tiles(Value counted) => counted.Number(Unread.Member) is > 0 and var lines
        ? [new Tile(Shown.Count(lines), Shown.Noun(lines, "line that was not read", "lines that were not read"), Tone.Bad)]
        : [];
}
