using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints the result of a simulation, or of counts that were given.</summary>
internal static class SimulationReport
{
    private static readonly string[] Header = ["experiment", "arm", "users", "expected", "share", "95 % interval", "p", "verdict"];

    public static ExitCode Print(Value.Object result, ResultForm form, Terminal terminal)
    {
        var summary = CountsSummary.Of(result);
        var code = summary.IsPassed ? ExitCode.Ok : ExitCode.Different;
        if (form.WritePage(result) is { } fault)
            return terminal.Fail(fault);
        if (form.IsJson)
        {
            terminal.Print(result.ToString());
            return code;
        }
        var table = new List<string[]> { Header };
        foreach (var row in CountsSummary.Rows(result))
            table.AddRange(Lines(row));
        if (table.Count > 1)
            Columns.Print(terminal, table);
        foreach (var overlap in CountsSummary.Overlaps(result))
        {
            terminal.Print(overlap["exclusive"].IsTruthy
                ? $"{Shown.Text(overlap["first"])} and {Shown.Text(overlap["second"])}: no user is in both"
                : $"{Shown.Text(overlap["first"])} and {Shown.Text(overlap["second"])}: not independent, p {Shown.P(overlap.Number("p"))}, Cramér's V {Shown.Decimals(overlap.Number("cramersV"))}");
        }
        terminal.Print(summary.Text);
        return code;
    }

    private static IEnumerable<string[]> Lines(Value row)
    {
        var arms = row["arms"].Items().ToArray();
        var total = row["counts"].Items().Sum(count => count.AsDouble()!.Value);
        for (var i = 0; i < arms.Length; i++)
        {
            var interval = row["intervals"][i];
            yield return
            [
                i == 0 ? CountsSummary.NameOf(row) : "",
                Shown.Text(arms[i]),
                Shown.Count(row["counts"][i].AsDouble()!.Value),
                Shown.Count(Math.Round(row["expected"][i].AsDouble()!.Value)),
                Shown.Percent(total == 0 ? 0 : Math.Round(row["counts"][i].AsDouble()!.Value / total, 5)),
                $"{Shown.Percent(Math.Round(interval[0].AsDouble()!.Value, 4))} to {Shown.Percent(Math.Round(interval[1].AsDouble()!.Value, 4))}",
                i == 0 ? Shown.P(row.Number("p")) : "",
                i == 0 ? Shown.Text(row["verdict"]) : "",
            ];
        }
    }
}
