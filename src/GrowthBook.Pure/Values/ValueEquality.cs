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
        var rest = int.MaxValue;
        return SameJson(left, right, ref rest);
    }

    /// <summary>The same. Comparing ends when more is read than allowed.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">Another value.</param>
    /// <param name="rest">How many values and characters may be compared; negative afterwards if those were too few.</param>
    public static bool SameJson(Value left, Value right, ref int rest)
    {
        if (--rest < 0)
            return false;
        switch (left)
        {
            case Value.Array a when right is Value.Array b:
                return ReferenceEquals(a, b) || SameItems(a.Items, b.Items, ref rest);
            case Value.Object a when right is Value.Object b:
                return ReferenceEquals(a, b) || (SameNames(a.Names, b.Names, ref rest) && SameItems(a.Items, b.Items, ref rest));
            case Value.String a when right is Value.String b:
                return SameText(a.Content, b.Content, ref rest);
            default:
                return (IsJsonNull(left) && IsJsonNull(right)) || StrictEquals(left, right);
        }
    }

    private static bool SameItems(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right, ref int rest)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!SameJson(left[i], right[i], ref rest))
                return false;
        }
        return true;
    }

    private static bool SameNames(ReadOnlySpan<string> left, ReadOnlySpan<string> right, ref int rest)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!SameText(left[i], right[i], ref rest))
                return false;
        }
        return true;
    }

    private static bool SameText(string left, string right, ref int rest) =>
        left.Length == right.Length && (rest -= left.Length) >= 0 && Utf16.Equal(left, right);

    private static bool IsJsonNull(Value value) =>
        value is Value.Null || (value is Value.Number { Content: var n } && (double.IsNaN(n) || double.IsInfinity(n)));
}
