using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints the result of a simulation, or of counts that were given.</summary>
internal static class SimulationReport
{
    public static ExitCode Print(Value.Object result, ResultForm form, Terminal terminal)
    {
        var summary = CountsSummary.Of(result);
        if (UndecidedWarning.Of(result.Number(StickyBucketing.Undecided), result.Number("users")) is { } undecided)
            terminal.Warn(undecided);
        return form.Print(result, SummaryCode.Of(summary), terminal, () => PrintText(result, summary, terminal));
    }

    private static void PrintText(Value.Object result, ResultSummary summary, Terminal terminal)
    {
        var (isSequential, names) = (CountsSummary.IsSequential(result), CountedNames.Of(result));
        List<string[]> table = [["experiment", "arm", "users", "expected", "share", "95 % interval", "p", .. isSequential ? (string[])["sequential p"] : [], "verdict"]];
        foreach (var row in CountsSummary.Rows(result))
            table.AddRange(Lines(row, names[row], isSequential));
        if (table.Count > 1)
            Columns.Print(terminal, table);
        foreach (var row in CountsSummary.Rows(result).Where(CountsSummary.IsUntested))
            terminal.Print($"{names[row]}: not tested, {CountsSummary.ReasonOf(row)}");
        foreach (var overlap in CountsSummary.Overlaps(result))
        {
            var pair = $"{names.OfPair(overlap, 0)} and {names.OfPair(overlap, 1)}";
            terminal.Print(overlap["exclusive"].IsTruthy
                ? $"{pair}: no user is in both"
                : $"{pair}: not independent, {(CountsSummary.IsExact(overlap) ? "by measure" : $"p {Shown.P(overlap.Number("p"))}")}, Cramér's V {Shown.Decimals(overlap.Number("cramersV"))}");
        }
        terminal.Print(summary.Text);
    }

    /// <summary>A line per arm; the first one has the name and the test.</summary>
    private static IEnumerable<string[]> Lines(Value row, string name, bool isSequential)
    {
        var arms = row["arms"].Items().ToArray();
        var total = CountsSummary.Total(row);
        for (var i = 0; i < arms.Length; i++)
        {
            var (count, interval) = (row["counts"][i].Number(), row["intervals"][i]);
            yield return
            [
                i == 0 ? name : "",
                Shown.Text(arms[i]),
                Shown.Count(count),
                CountsSummary.Expected(row, i),
                Shown.Percent(total == 0 ? 0 : Math.Round(count / total, 5)),
                Shown.Interval(interval[0].Number(), interval[1].Number()),
                i == 0 ? CountsSummary.P(row["p"]) : "",
                .. isSequential ? (string[])[i == 0 ? CountsSummary.P(row["sequentialP"]) : ""] : [],
                i == 0 ? Shown.Text(row["verdict"]) : "",
            ];
        }
    }
}
