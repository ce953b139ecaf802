namespace GrowthBook.Analysis;

/// <summary>
/// Adds tallies in their JSON form: numbers are summed, arrays element by element, objects member by member, and of two examples the
/// one of the lower line is kept. Commutative and associative; <c>{}</c> is neutral.
/// </summary>
internal static class TallyMerge
{
    private const string Line = "line";

    public static Value Add(Value left, Value right) => (left, right) switch
    {
        (Value.Number a, Value.Number b) => a.Content + b.Content,
        (Value.Array a, Value.Array b) => new Value.Array(Enumerable.Range(0, Math.Max(a.Count, b.Count)).Select(i => i >= a.Count ? b[i] : i >= b.Count ? a[i] : Add(a[i], b[i]))),
        (Value.Object a, Value.Object b) when a.ContainsKey(Line) && b.ContainsKey(Line) => IsFirst(a, b) ? a : b,
        (Value.Object a, Value.Object b) => Add(a, b),
        _ => string.CompareOrdinal(left.ToJson(), right.ToJson()) <= 0 ? left : right,
    };

    /// <summary>The sum of objects, whose members are in ordinal order.</summary>
    public static Value.Object Add(Value.Object left, Value.Object right) => new(left.Keys.Union(right.Keys, StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(name => new KeyValuePair<string, Value>(
            name,
            left.TryGetValue(name, out var a) ? right.TryGetValue(name, out var b) ? Add(a, b) : Sorted(a) : Sorted(right[name]))));

    /// <summary>The value with its members in ordinal order, as a sum has them. Examples stay as they are.</summary>
    private static Value Sorted(Value value) => value is Value.Object members && !members.ContainsKey(Line) ? Add(members, Value.Object.Empty) : value;

    private static bool IsFirst(Value.Object left, Value.Object right) =>
        (left[Line].AsDouble() ?? 0).CompareTo(right[Line].AsDouble() ?? 0) is not 0 and var order ? order < 0 : string.CompareOrdinal(left.ToJson(), right.ToJson()) <= 0;
}
