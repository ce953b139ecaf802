using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints the JSON of a difference for people: edits, experiments, rollouts, users.</summary>
internal static class DiffText
{
    /// <summary>Maximum number of edits, of losses and of rows of a table.</summary>
    private const int MaxRows = 50;

    public static void Print(Value.Object diff, Terminal terminal)
    {
        Edits(diff, terminal);
        var experiments = diff["experiments"].Items().Where(DiffSummary.IsDifferent).ToArray();
        if (experiments.Length > 0)
        {
            Table(terminal, "shares by measure", experiments.Select(each => (DiffNames.OfExperiment(each), each["shares"])), Shown.Percent);
            foreach (var experiment in experiments.Take(MaxRows))
                Notes(DiffNames.OfExperiment(experiment), experiment, terminal);
        }
        var rollouts = DiffNames.Rollouts(diff).Where(each => DiffSummary.IsDifferent(each.Rollout)).ToArray();
        if (rollouts.Length > 0)
        {
            Table(terminal, "rollouts by measure", rollouts.Select(each => (each.Name, each.Rollout["shares"])), Shown.Percent);
            foreach (var (name, rollout) in rollouts.Take(MaxRows))
                Notes(name, rollout, terminal);
        }
        foreach (var part in diff["users"] is Value.Object ? StickyCases.Of(diff) : [])
            Users(part, (Value.Object)part["users"], StickyCases.Population(part), terminal);
    }

    private static void Edits(Value.Object diff, Terminal terminal)
    {
        var edits = DiffSummary.Edits(diff).ToArray();
        foreach (var edit in edits.Take(MaxRows))
            terminal.Print($"{Shown.Text(edit["part"])}: {Shown.Text(edit["change"])}");
        if (edits.Length > MaxRows)
            terminal.Print($"and {Shown.Count(edits.Length - MaxRows, "more edit")}; --json has all");
        var exposures = diff["features"].Items().SelectMany(DiffNames.OfExposures).ToArray();
        foreach (var sentence in exposures.Take(MaxRows))
            terminal.Print(sentence);
        if (exposures.Length > MaxRows)
            terminal.Print($"and {Shown.Count(exposures.Length - MaxRows, "more change")} of exposures; --json has all");
        if (edits.Length + exposures.Length > 0)
            terminal.Print("");
    }

    private static void Notes(string name, Value part, Terminal terminal)
    {
        var notes = DiffNotes.Of(part).ToArray();
        foreach (var note in notes)
            terminal.Print($"  {name}: {note}");
        if (notes.Length > 0)
            terminal.Print("");
    }

    private static void Users(Value.Object diff, Value.Object users, string population, Terminal terminal)
    {
        terminal.Print(DiffUsers.TotalOf(diff, users));
        var (rows, rollouts) = (DiffUsers.Experiments(diff), DiffUsers.Rollouts(diff));
        if (rows.Length > 0)
            Table(terminal, population, rows.Select(row => (DiffNames.OfUsers(row), row["counts"])), value => value == 0 ? "–" : Shown.Count(value));
        if (rollouts.Length > 0)
            Table(terminal, $"rollouts, {population}", rollouts, value => value == 0 ? "–" : Shown.Count(value));
        foreach (var row in rows.Take(MaxRows))
        {
            foreach (var (name, example) in (Value.Object)row["examples"])
            {
                terminal.Print($"  {DiffNames.OfUsers(row)}, {name}: line {example["line"]}, {DiffNames.OfIdentity(example)}: {DiffNames.OfExample(example)}");
                foreach (var trace in example["traces"].Items())
                {
                    foreach (var line in Shown.Text(trace).TrimEnd().Split('\n'))
                        terminal.Print("    " + line);
                }
            }
        }
        if (rows.Length > 0)
            terminal.Print("");
    }

    private static void Table(Terminal terminal, string title, IEnumerable<(string Name, Value Numbers)> rows, Func<double, string> format)
    {
        var all = rows.ToArray();
        var classes = DiffSummary.ClassesOf([.. all.Select(row => row.Numbers)]);
        Columns.Print(terminal,
        [
            [title, .. classes.Select(each => each.ToName())],
            .. all.Take(MaxRows).Select(row => (string[])[row.Name, .. classes.Select(each => format(row.Numbers.Number(each.ToName())))]),
        ]);
        if (all.Length > MaxRows)
            terminal.Print($"and {all.Length - MaxRows} more; --json has all");
        terminal.Print("");
    }
}
