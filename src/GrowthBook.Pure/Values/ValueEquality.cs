namespace GrowthBook;

/// <summary>ECMAScript's equalities of JSON values. <see cref="Value"/>'s own equality differs: it ignores the order of members.</summary>
internal static class ValueEquality
{
    /// <summary>IsStrictlyEqual (7.2.14) of values read from different texts: an array or object equals none.</summary>
    public static bool StrictEquals(Value left, Value right) => left switch
    {
        Value.String a => right is Value.String b && Utf16.Equal(a.Content, b.Content),
        Value.Number a => right is Value.Number b && a.Content == b.Content,
        Value.Boolean or Value.Null => ReferenceEquals(left, right),
        _ => false,
    };

    /// <summary>
    /// Whether two values have the same JSON text (JSON.stringify, 25.5.2): the order of members counts, and an
    /// infinity equals <c>null</c>.
    /// </summary>
    public static bool SameJson(Value left, Value right)
    {
        switch (left)
        {
            case Value.Array a when right is Value.Array b:
                if (a.Count != b.Count)
                    return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!SameJson(a[i], b[i]))
                        return false;
                }
                return true;
            case Value.Object a when right is Value.Object b:
                if (!a.Names.SequenceEqual(b.Names))
                    return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!SameJson(a.Items[i], b.Items[i]))
                        return false;
                }
                return true;
            default:
                return (IsJsonNull(left) && IsJsonNull(right)) || StrictEquals(left, right);
        }
    }

    private static bool IsJsonNull(Value value) =>
        value is Value.Null || (value is Value.Number { Content: var n } && (double.IsNaN(n) || double.IsInfinity(n)));
}
