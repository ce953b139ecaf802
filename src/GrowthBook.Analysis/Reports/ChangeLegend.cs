namespace GrowthBook.Analysis;

/// <summary>What the classes of a change mean.</summary>
internal static class ChangeLegend
{
    /// <summary>The classes that a difference has, with their colours.</summary>
    public static Html Of(Value diff)
    {
        Value[] numbers =
        [
            .. diff["experiments"].Items().Select(experiment => experiment["shares"]),
            .. DiffSummary.Rollouts(diff).Select(rollout => rollout["shares"]),
            .. diff["users"]["experiments"].Items().Select(row => row["counts"]),
        ];
        return Section.Of("Legend", Html.Of($"""
            <dl class="legend">
            {Html.Each(ChangeClasses.All.Where(each => numbers.Any(row => row.Number(each.ToName()) > 0)), each => Html.Of(
                $"<div><dt><span class=\"swatch {each.ToName()}\" aria-hidden=\"true\"></span> {each.ToName()}</dt><dd>{Meaning(each)}</dd></div>\n"))}<div><dt>exact</dt><dd>the share is a count of hash buckets; otherwise it holds all else equal, for the reasons named</dd></div>
            </dl>

            """));
    }

    private static string Meaning(ChangeClass changeClass) => changeClass switch
    {
        ChangeClass.Same => "the same variation with the same value, or in neither",
        ChangeClass.Moved => "another variation",
        ChangeClass.Entered => "in the experiment only after the change",
        ChangeClass.Left => "in the experiment only before the change",
        ChangeClass.ValueOnly => "the same variation with another value",
        ChangeClass.KeptBySticky => "a stored assignment keeps the variation",
        ChangeClass.ExposureLost => "a rule before the experiment now answers, so that no exposure is tracked",
        ChangeClass.ExposureGained => "a rule before the experiment no longer answers, so that an exposure is tracked",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
