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
    public static Value Cut(Value value, int depth) => Fits(value, depth) ? value : Copy(value, depth);

    private static bool Fits(Value value, int depth) => value switch
    {
        Value.Array array => depth <= ValueReader.MaxDepth && AllFit(array.Items, depth + 1),
        Value.Object members => depth <= ValueReader.MaxDepth && AllFit(members.Items, depth + 1),
        _ => true,
    };

    private static bool AllFit(ReadOnlySpan<Value> items, int depth)
    {
        foreach (var item in items)
        {
            if (!Fits(item, depth))
                return false;
        }
        return true;
    }

    private static Value Copy(Value value, int depth)
    {
        if (depth > ValueReader.MaxDepth)
            return Value.Null.Instance;
        return value is Value.Object members
            ? new Value.Object(members.Names.ToArray(), CopyAll(members.Items, depth + 1))
            : new Value.Array(CopyAll(((Value.Array)value).Items, depth + 1));
    }

    private static Value[] CopyAll(ReadOnlySpan<Value> items, int depth)
    {
        var copies = new Value[items.Length];
        for (var i = 0; i < copies.Length; i++)
            copies[i] = Cut(items[i], depth);
        return copies;
    }
}
