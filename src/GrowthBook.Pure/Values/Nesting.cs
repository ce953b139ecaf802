namespace GrowthBook;

/// <summary>
/// The nesting of values that code puts together, bounded as in reading: recursion over a value never exhausts the stack.
/// </summary>
internal static class Nesting
{
    /// <summary>
    /// A value for a place at a depth, counted from 1 for the outermost. Arrays and objects deeper than
    /// <see cref="ValueReader.MaxDepth"/> are <c>null</c>; nearly every value stays the same object.
    /// </summary>
    public static Value Cut(Value value, int depth) => value switch
    {
        Value.Array array when depth <= ValueReader.MaxDepth => CutAll(array.Items, depth + 1) is { } items ? new Value.Array(items) : value,
        Value.Object members when depth <= ValueReader.MaxDepth =>
            CutAll(members.Items, depth + 1) is { } items ? new Value.Object(members.Names.ToArray(), items) : value,
        Value.Array or Value.Object => Value.Null.Instance,
        _ => value,
    };

    /// <summary>The items of an array or object, cut; <c>null</c> if none is too deep.</summary>
    private static Value[]? CutAll(ReadOnlySpan<Value> items, int depth)
    {
        Value[]? copies = null;
        for (var i = 0; i < items.Length; i++)
        {
            var cut = Cut(items[i], depth);
            if (!ReferenceEquals(cut, items[i]))
                (copies ??= items.ToArray())[i] = cut;
        }
        return copies;
    }
}
