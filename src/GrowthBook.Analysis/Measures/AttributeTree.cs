namespace GrowthBook.Analysis;

/// <summary>Builds attributes from values at paths: <c>orders.count</c> is a member of a member.</summary>
internal static class AttributeTree
{
    /// <summary>The attributes with values at paths; <c>null</c> values are left out.</summary>
    public static Attributes Of(IReadOnlyList<KeyValuePair<string, Value>> values)
    {
        var members = new List<KeyValuePair<string, Value>>(values.Count);
        var nested = Value.Object.Empty;
        foreach (var (path, value) in values)
        {
            if (value is Value.Null)
                continue;
            if (path.Contains('.', StringComparison.Ordinal))
                nested = With(nested, path.Split('.'), 0, value);
            else
                members.Add(new(path, value));
        }
        return Attributes.From(new Value.Object(nested.Concat(members)));
    }

    /// <summary>Attributes with the value at a path replaced.</summary>
    public static Attributes With(Attributes attributes, string path, Value value) => Attributes.From(With(attributes.Members, path.Split('.'), 0, value));

    /// <summary>The value at a path; <c>null</c> (JSON) for a missing one.</summary>
    public static Value Read(Attributes attributes, string path) =>
        path.Split('.').Aggregate((Value?)attributes.Members, (value, step) => value is null ? null : AttributePath.Step(value, step)) ?? Value.Null.Instance;

    private static Value.Object With(Value.Object members, string[] steps, int at, Value value) => members.With(
        steps[at], at == steps.Length - 1 ? value : With(members[steps[at]] as Value.Object ?? Value.Object.Empty, steps, at + 1, value));
}
