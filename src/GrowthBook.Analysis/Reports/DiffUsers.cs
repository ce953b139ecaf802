namespace GrowthBook.Analysis;

/// <summary>The users or records of a difference: counts per class, and an example of each.</summary>
internal static class DiffUsers
{
    public static Html Of(Value diff)
    {
        if (diff["users"] is not Value.Object users)
            return default;
        var many = DiffPopulation.Many(diff);
        var changed = users["experiments"].Items().Where(row => Changed(row) > 0).OrderByDescending(Changed).ToArray();
        if (changed.Length == 0)
            return default;
        var classes = DiffSummary.ClassesOf([.. changed.Select(row => row["counts"])]);
        return Section.Of($"{char.ToUpperInvariant(many[0])}{many[1..]} of the file", Html.Of($"""
            {Table.Of($"Counts of {many}", ["experiment", many, .. classes.Select(each => each.ToName())], changed.Select(row =>
                (Cell[])[DiffNames.OfUsers(row), Chart.Shares(row["counts"]), .. classes.Select(each => Cell.Count(row["counts"].Number(each.ToName())))]))}
            <div class="examples">
            {Html.Each(changed.SelectMany(Examples), example => example)}</div>

            """));
    }

    private static double Changed(Value row) => ChangeClasses.Changes.Sum(each => row["counts"].Number(each.ToName()));

    private static IEnumerable<Html> Examples(Value row) => ChangeClasses.All.Select(each => each.ToName()).Where(name => row["examples"][name] is Value.Object).Select(name =>
    {
        var example = row["examples"][name];
        return Section.Fold(
            Html.Of($"<code>{DiffNames.OfUsers(row)}</code> <span class=\"swatch {name}\" aria-hidden=\"true\"></span> {name}: line {Shown.Text(example["line"])}, id <code>{example["id"].ToJson()}</code>: <code>{DiffNames.OfExample(example)}</code>"),
            Traces([.. example["traces"].Items()]),
            isOpen: false);
    });

    private static Html Traces(Value[] traces) => traces.Length == 0 ? default : Html.Of(
        $"<div class=\"pair\">{Html.Each(traces.Index(), trace => Trace(trace.Item, trace.Index == 0 ? "before" : "after"))}</div>\n");

    private static Html Trace(Value trace, string when) => Html.Of(
        $"<figure><figcaption>{when}</figcaption><pre tabindex=\"0\" role=\"group\" aria-label=\"Explanation {when}\">{Html.Lines(Shown.Text(trace))}</pre></figure>");
}
