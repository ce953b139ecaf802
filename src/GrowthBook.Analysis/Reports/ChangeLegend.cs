namespace GrowthBook.Analysis;

/// <summary>What the classes of a change mean.</summary>
internal static class ChangeLegend
{
    /// <summary>The classes that a difference has, and what an exact share is.</summary>
    public static Html OfDiff(Value diff) => Of(
        [
            .. diff["experiments"].Items().Select(experiment => experiment["shares"]),
            .. DiffSummary.Rollouts(diff).Select(rollout => rollout["shares"]),
            .. diff["users"]["experiments"].Items().Select(row => row["counts"]),
        ],
        Html.Of($"{CountsOf(diff)}<div><dt>exact</dt><dd>the share is a count of hash buckets; otherwise it holds all else equal, for the reasons named</dd></div>\n"));

    private static Html CountsOf(Value diff) => diff["users"] is not Value.Object ? default : Html.Of(
        $"<div><dt>counts</dt><dd>of the {DiffPopulation.Many(diff)} of the file; those whom the experiment has neither before nor after are in no class</dd></div>\n");

    /// <summary>The classes of some numbers with their colours, then other entries.</summary>
    public static Html Of(IReadOnlyCollection<Value> numbers, Html others = default)
    {
        var classes = Html.Each(ChangeClasses.All.Where(each => numbers.Any(row => row.Number(each.ToName()) > 0)), each => Html.Of(
            $"<div><dt><span class=\"swatch {each.ToName()}\" aria-hidden=\"true\"></span> {each.ToName()}</dt><dd>{Meaning(each)}</dd></div>\n"));
        return classes.IsEmpty && others.IsEmpty ? default : Section.Of("Legend", Html.Of($"<dl class=\"legend\">\n{classes}{others}</dl>\n"));
    }

    private static string Meaning(ChangeClass changeClass) => changeClass switch
    {
        ChangeClass.Same => "the same variation with the same value; as a share by measure, also in neither",
        ChangeClass.Moved => "another variation",
        ChangeClass.Entered => "in the experiment only after the change, also because it is new",
        ChangeClass.Left => "in the experiment only before the change, also because it is gone",
        ChangeClass.ValueOnly => "the same variation with another value",
        ChangeClass.KeptBySticky => "a stored assignment keeps the variation",
        ChangeClass.ExposureLost => "a rule before the experiment now answers, so that no exposure is tracked",
        ChangeClass.ExposureGained => "a rule before the experiment no longer answers, so that an exposure is tracked",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
