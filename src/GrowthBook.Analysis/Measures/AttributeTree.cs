namespace GrowthBook.Analysis;

/// <summary>Builds attributes from values at paths: <c>orders.count</c> is a member of a member.</summary>
internal static class AttributeTree
{
    /// <summary>The attributes with values at paths; <c>null</c> values are left out.</summary>
    public static Attributes Of(IEnumerable<KeyValuePair<string, Value>> values)
    {
        var members = Value.Object.Empty;
        foreach (var (path, value) in values)
        {
            if (value is not Value.Null)
                members = With(members, path.Split('.'), 0, value);
        }
        return Attributes.From(members);
    }

    private static Value.Object With(Value.Object members, string[] steps, int at, Value value) => members.With(
        steps[at], at == steps.Length - 1 ? value : With(members[steps[at]] as Value.Object ?? Value.Object.Empty, steps, at + 1, value));
}
