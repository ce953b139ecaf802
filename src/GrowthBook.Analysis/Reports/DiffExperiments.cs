namespace GrowthBook.Analysis;

/// <summary>The experiments and rollouts of a difference by measure, those that affect most users first.</summary>
internal static class DiffExperiments
{
    public static Html Of(Value diff)
    {
        var experiments = diff["experiments"].Items().Where(DiffSummary.IsDifferent).OrderBy(experiment => experiment["shares"].Number("same")).ToArray();
        var shares = Shares("experiment", experiments.Select(experiment => (DiffNames.OfExperiment(experiment), experiment)));
        return Section.Of("Experiments, by measure", Html.Of($"{shares}{Section.Notes(experiments.SelectMany(experiment => Notes(DiffNames.OfExperiment(experiment), experiment)))}"));
    }

    public static Html Rollouts(Value diff)
    {
        var rollouts = DiffNames.Rollouts(diff).Where(each => DiffSummary.IsDifferent(each.Rollout)).OrderBy(each => each.Rollout["shares"].Number("same")).ToArray();
        return Section.Of("Rollouts, by measure", Html.Of($"{Shares("rollout", rollouts)}{Section.Notes(rollouts.SelectMany(each => Notes(each.Name, each.Rollout)))}"));
    }

    /// <summary>The experiments that have the same users.</summary>
    public static Html Unaffected(Value diff)
    {
        var experiments = diff["experiments"].Items().Where(experiment => !DiffSummary.IsDifferent(experiment)).ToArray();
        return experiments.Length == 0 ? default : Section.Of("Unaffected experiments", Section.Fold(
            Html.Of($"{Shown.Count(experiments.Length, "experiment has", "experiments have")} the same users, variations and values"),
            Section.Notes(experiments.Select(experiment => Html.Of($"<code>{DiffNames.OfExperiment(experiment)}</code>"))),
            isOpen: false));
    }

    private static IEnumerable<Html> Notes(string name, Value part)
    {
        var code = Html.Of($"<code>{name}</code>");
        foreach (var reason in part["reasons"].Items())
            yield return Html.Of($"{code} <span>not exact, all else equal: {Html.Prose(Shown.Text(reason))}</span>");
        if (part["verdict"] is Value.Object verdict)
            yield return Html.Of($"{code} {VerdictOf(verdict)}");
    }

    private static Html VerdictOf(Value verdict) => verdict["kind"].AsString() switch
    {
        "proved" => Html.Of($"{Tone.Good.Badge("✓ proved")} <span>each user in it stays, with the same variation</span>"),
        "witness" => Html.Of($"{Tone.Bad.Badge("✗ disproved")} <span>by the user <code>{verdict["witness"]["attributes"].ToJson()}</code>: {Change(verdict["witness"])}, {Shown.Text(verdict["witness"]["class"])}</span>"),
        _ => Html.Of($"{Tone.Warning.Badge("? unknown")} <span>neither proved nor disproved: {Html.Prose(string.Join("; ", verdict["reasons"].Items().Select(Shown.Text)))}</span>"),
    };

    /// <summary>The variation before and after.</summary>
    private static Html Change(Value change) => Html.Of($"<code>{DiffNames.OfVariation(change["before"])}</code> → <code>{DiffNames.OfVariation(change["after"])}</code>");

    /// <summary>A table of shares per class; nothing without rows.</summary>
    private static Html Shares(string kind, IEnumerable<(string Name, Value Change)> rows)
    {
        var all = rows.ToArray();
        var classes = DiffSummary.ClassesOf([.. all.Select(row => row.Change["shares"])]);
        return Table.Of($"Shares of the users whom each {kind} can see", [kind, "users", .. classes.Select(each => each.ToName()), "exact"], all.Select(row => (Cell[])
        [
            row.Name, Chart.Shares(row.Change["shares"]), .. classes.Select(each => Cell.Share(row.Change["shares"].Number(each.ToName()))),
            row.Change["exact"].IsTruthy ? "yes" : "no",
        ]));
    }
}
