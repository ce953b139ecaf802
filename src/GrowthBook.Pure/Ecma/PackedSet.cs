namespace GrowthBook;

/// <summary>
/// A set of code points as packed ranges: for each the distance from the end of the range before, and its length less one.
/// </summary>
internal static class PackedSet
{
    /// <summary>Whether the set contains the code point. Takes time linear in the ranges before it.</summary>
    public static bool Contains(ReadOnlySpan<byte> set, int codePoint)
    {
        var numbers = new PackedNumbers(set);
        var next = 0;
        while (!numbers.IsAtEnd)
        {
            var first = next + numbers.Next();
            next = first + numbers.Next() + 1;
            if (codePoint < next)
                return codePoint >= first;
        }
        return false;
    }
}
