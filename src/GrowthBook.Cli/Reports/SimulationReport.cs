namespace GrowthBook.Cli;

/// <summary>Prints the result of a simulation, or of counts that were given.</summary>
internal static class SimulationReport
{
    private const string Mismatch = "mismatch";

    private static readonly string[] Header = ["experiment", "arm", "users", "expected", "share", "95 % interval", "p", "verdict"];

    public static ExitCode Print(Value.Object result, bool isJson, Terminal terminal)
    {
        var rows = result["experiments"].Items().Concat(result["rollouts"].Items()).ToArray();
        var failed = rows.Where(row => row["verdict"].AsString() == Mismatch).ToArray();
        var code = failed.Length > 0 ? ExitCode.Different : ExitCode.Ok;
        if (isJson)
        {
            terminal.Print(result.ToString());
            return code;
        }
        var table = new List<string[]> { Header };
        foreach (var row in rows)
            table.AddRange(Lines(row));
        if (rows.Length > 0)
            Columns.Print(terminal, table);
        var overlaps = result["overlaps"].Items().Where(overlap => overlap["exclusive"].IsTruthy || overlap["p"].AsDouble() < 0.001).ToArray();
        foreach (var overlap in overlaps)
        {
            terminal.Print(overlap["exclusive"].IsTruthy
                ? $"{Shown.Text(overlap["first"])} and {Shown.Text(overlap["second"])}: no user is in both"
                : $"{Shown.Text(overlap["first"])} and {Shown.Text(overlap["second"])}: not independent, p {Shown.P(overlap.Number("p"))}, Cramér's V {overlap.Number("cramersV"):0.###}");
        }
        var users = result["users"] is Value.Number count ? $" of {Shown.Count(count.Content)} users" : "";
        terminal.Print(failed.Length > 0
            ? $"mismatch: {failed.Length} of {rows.Length} experiments and rollouts{users}: {string.Join(", ", failed.Select(row => Shown.Text(row["key"])))}"
            : $"match: {rows.Length} experiments and rollouts{users} have the shares of the payload");
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
                i == 0 ? NameOf(row) : "",
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

    private static string NameOf(Value row) => Shown.Text(row["key"]) + (row["leaf"] is Value.Number leaf ? $", leaf {leaf}" : "")
        + (row["arms"][1].AsString() == "in" && row["rule"].AsString() is { Length: > 0 } rule ? $" ({rule})" : "");
}
