namespace GrowthBook;

/// <summary>The saved groups of a payload by their ids.</summary>
internal sealed class SavedGroups(Dictionary<string, SavedGroup> groups)
{
    /// <summary>Ids under which the server writes groups that it could not resolve.</summary>
    private static readonly string[] Unresolved = ["__sgUnknown__", "__sgCycle__", "__sgMaxDepth__", "__sgInvalid__"];

    public static SavedGroups Empty { get; } = new([]);

    public int Count => groups.Count;

    public SavedGroup? Find(string id) => groups.TryGetValue(id, out var group) ? group : null;

    /// <summary>
    /// The values that <c>$inGroup</c> and <c>$notInGroup</c> look in: none for an unknown id, and <c>null</c>
    /// for a group that is not a list, for which both operators are false.
    /// </summary>
    public ValueSet? Values(string id) => Find(id) switch
    {
        null => ValueSet.Empty,
        SavedGroup.List list => list.Values,
        _ => null,
    };

    public static SavedGroups Compile(Value.Object source, PayloadErrors errors)
    {
        var groups = new Dictionary<string, SavedGroup>(source.Count, StringComparer.Ordinal);
        for (var i = 0; i < source.Count; i++)
        {
            var id = source.Names[i];
            errors.Enter(id);
            groups[id] = Compile(source.Items[i], errors);
            if (Unresolved.Contains(id))
                errors.Warning("the server could not resolve this saved group; it matches nobody");
            errors.Leave();
        }
        return new SavedGroups(groups);
    }

    private static SavedGroup Compile(Value source, PayloadErrors errors)
    {
        switch (source)
        {
            case Value.Array ids:
                return new SavedGroup.List(new ValueSet(ids), null, isBare: true);
            case Value.Object group when group.Find("type") is Value.String { Content: "list" }:
                return CompileList(group, errors);
            case Value.Object group when group.Find("type") is Value.String { Content: "condition" }:
                return CompileConditional(group, errors);
            default:
                errors.Error("not a saved group (an array of ids, or an object of type \"list\" or \"condition\"); it matches nobody");
                return new SavedGroup.Malformed();
        }
    }

    private static SavedGroup.List CompileList(Value.Object group, PayloadErrors errors)
    {
        var values = group.Find("values") as Value.Array;
        if (values is null)
            errors.ErrorAt("values", "not an array of ids; the group matches nobody");
        var attribute = group.Find("attributeKey") as Value.String;
        if (attribute is null)
            errors.ErrorAt("attributeKey", "not the name of an attribute; $savedGroup matches nobody unless it names one");
        return new SavedGroup.List(
            values is null ? null : new ValueSet(values),
            attribute is null ? null : new AttributePath(attribute.Content),
            isBare: false);
    }

    private static SavedGroup CompileConditional(Value.Object group, PayloadErrors errors)
    {
        errors.Enter("condition");
        SavedGroup compiled = new SavedGroup.Malformed();
        if (group.Find("condition") is not Value.Object condition)
            errors.Error("not a condition object; the group matches nobody");
        else if (!errors.IsTruncated())
            compiled = new SavedGroup.Conditional(ConditionCompiler.Compile(condition, errors), Height(condition));
        errors.Leave();
        return compiled;
    }

    private static int Height(Value value) => value switch
    {
        Value.Object { Count: > 0 } members => 1 + members.Items.ToArray().Max(Height),
        Value.Array { Count: > 0 } array => 1 + array.Max(Height),
        _ => 1,
    };
}
