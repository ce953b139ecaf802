namespace GrowthBook;

/// <summary>The results of a page's experiments between JSON and records: <c>{"redirect"?,"visualChanges"}</c>.</summary>
internal static class PageJson
{
    public static Value Of(PageExperiments page)
    {
        var members = new ObjectMembers();
        if (page.Redirect is not null)
            members.Set("redirect", Of(page.Redirect));
        members.Set("visualChanges", new Value.Array(page.VisualChanges.IsDefault ? [] : page.VisualChanges.Select(change => Of(change)).ToArray()));
        return new Value.Object(members);
    }

    public static Value Of(Redirect redirect)
    {
        var members = new ObjectMembers();
        members.Set("url", redirect.Url);
        members.Set("experiment", redirect.Experiment.ToValue());
        members.Set("result", redirect.Result.ToValue());
        return new Value.Object(members);
    }

    public static Value Of(VisualChange change)
    {
        var members = new ObjectMembers();
        members.Set("experiment", change.Experiment.ToValue());
        members.Set("result", change.Result.ToValue());
        return new Value.Object(members);
    }

    public static PageExperiments? ReadPage(Value.Object source, Faults faults)
    {
        var members = new Members(source, faults);
        var redirect = members.Object("redirect") is { } target ? ResultReader.At("redirect", target, ReadRedirect, faults) : null;
        var isMalformed = redirect is null && members.Find("redirect") is not null;
        var changes = members.Objects("visualChanges", (object?)null, static (change, faults, _) => ReadVisualChange(change, faults));
        return isMalformed || members.IsMalformed ? null : new PageExperiments(redirect, changes.IsDefault ? [] : changes);
    }

    public static Redirect? ReadRedirect(Value.Object source, Faults faults)
    {
        var members = new Members(source, faults);
        var url = members.Text("url");
        if (!members.Has("url"))
            members.Missing("url");
        return ResultReader.ReadExposure(source, faults, new ModelPool()) is var (experiment, result) && url is not null ? new Redirect(url, experiment, result) : null;
    }

    public static VisualChange? ReadVisualChange(Value.Object source, Faults faults) =>
        ResultReader.ReadExposure(source, faults, new ModelPool()) is var (experiment, result) ? new VisualChange(experiment, result) : null;
}
