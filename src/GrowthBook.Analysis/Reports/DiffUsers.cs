namespace GrowthBook.Analysis;

/// <summary>The users or records of a difference: counts per class, and an example of each.</summary>
internal static class DiffUsers
{
    /// <summary>The users of the file whom an experiment or a rollout has neither before nor after.</summary>
    private const string InNeither = "in neither";

    /// <summary>The experiments and other values that differ for some user.</summary>
    public static Value[] Experiments(Value diff) => [.. diff["users"]["experiments"].Items().Where(row => IsChanged(row["counts"]))];

    /// <summary>The rollouts without exact shares that some user enters or leaves.</summary>
    public static (string Name, Value Counts)[] Rollouts(Value diff) => [.. SeenParts.Of(diff).Rollouts(diff).Where(row => IsChanged(row.Counts))];

    /// <summary>The number of users or records, and of those that differ.</summary>
    public static string TotalOf(Value diff, Value users) =>
        $"{StickyCases.Population(diff)}: {Shown.Count(users.Number("count"))}, of which {Shown.Count(users.Number("changed"), "differs", "differ")}{(UnreadLines.Of(users) is { } unread ? $"; {unread}" : "")}";

    public static Html Of(Value diff)
    {
        if (diff["users"] is not Value.Object)
            return default;
        var many = DiffPopulation.Many(diff);
        var warnings = Section.Notes(MissingAttributes.Of(diff).Select(each => Html.Of($"{Tone.Warning.Badge("not assigned")} <span>{each.Warning}</span>"))
            .Concat(UserDoubts.Of(diff).Select(warning => Html.Of($"{Tone.Warning.Badge("doubtful")} <span>{warning}</span>")))
            .Concat(UnseenAttributes.Of(diff).Select(each => Html.Of($"{Tone.Warning.Badge("no values")} <span>{each.Warning}</span>")))
            .Concat(new[] { MissingAssignments.WarningOf(diff), UndecidedWarning.Of(diff) }.OfType<string>().Select(warning => Html.Of($"{Tone.Warning.Badge("not measured")} <span>{warning}</span>"))));
        var tables = Html.Each(StickyCases.Of((Value.Object)diff), part => Tables(part, StickyCases.Population(part), many, ((Value.Object)part["users"]).Number("count")));
        return warnings.IsEmpty && tables.IsEmpty ? default : Section.Of(TitleOf(many), Html.Of($"{warnings}{tables}"));
    }

    /// <summary>The counts and the examples of users; nothing if none differs.</summary>
    private static Html Tables(Value diff, string population, string many, double count)
    {
        var changed = Experiments(diff).OrderByDescending(row => Changed(row["counts"])).ToArray();
        var rollouts = Rollouts(diff);
        return changed.Length == 0 && rollouts.Length == 0 ? default : Html.Of($"""
            {Counts("experiment", population, many, count, [.. changed.Select(row => (DiffNames.OfUsers(row), row["counts"], row["key"] is Value.Null ? "the same value" : InNeither))])}
            {Counts("rollout", population, many, count, [.. rollouts.Select(row => (row.Name, row.Counts, InNeither))])}
            <div class="examples">
            {Html.Each(changed.SelectMany(Examples), example => example)}</div>

            """);
    }

    private static string TitleOf(string many) => $"{char.ToUpperInvariant(many[0])}{many[1..]} of the file";

    private static Html Counts(string part, string population, string many, double users, (string Name, Value Counts, string Others)[] rows)
    {
        if (rows.Length == 0)
            return default;
        var classes = DiffSummary.ClassesOf([.. rows.Select(row => row.Counts)]);
        return Table.Of($"Counts of {population} by {part}; a bar is of all {Shown.Count(users)} {many}", [part, many, .. classes.Select(each => each.ToName())], rows.Select(row =>
            (Cell[])[row.Name, Chart.Counts(row.Counts, users, row.Others), .. classes.Select(each => Cell.Count(row.Counts.Number(each.ToName())))]));
    }

    private static bool IsChanged(Value counts) => Changed(counts) > 0;

    private static double Changed(Value counts) => ChangeClasses.Changes.Sum(each => counts.Number(each.ToName()));

    private static IEnumerable<Html> Examples(Value row) => ChangeClasses.All.Select(each => each.ToName()).Where(name => row["examples"][name] is Value.Object).Select(name =>
    {
        var example = row["examples"][name];
        return Section.Fold(
            Html.Of($"<code>{DiffNames.OfUsers(row)}</code> <span class=\"swatch {name}\" aria-hidden=\"true\"></span> {name}: line {Shown.Text(example["line"])}, <code>{DiffNames.OfIdentity(example)}</code>: <code>{DiffNames.OfExample(example)}</code>"),
            Traces([.. example["traces"].Items()]),
            isOpen: false);
    });

    private static Html Traces(Value[] traces) => traces.Length == 0 ? default : Html.Of(
        $"<div class=\"pair\">{Html.Each(traces.Index(), trace => Trace(trace.Item, trace.Index == 0 ? "before" : "after"))}</div>\n");

    private static Html Trace(Value trace, string when) => Html.Of(
        $"<figure><figcaption>{when}</figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"Explanation {when}\">{Html.Lines(Shown.Text(trace))}</pre></figure>");
}
