namespace GrowthBook;

/// <summary>
/// The number of characters that are inserted, removed, replaced or swapped with their neighbour to make one name of another; case does
/// not count.
/// </summary>
internal static class EditDistance
{
    private const int TooFar = int.MaxValue;

    /// <summary>The largest distance of a likely misspelling: one in four characters, and none of a very short name.</summary>
    public static int Likely(string name) => name.Length / 4 is var edits && name.Length > 2 ? Math.Max(1, edits) : edits;

    /// <summary>
    /// The distance; <see cref="int.MaxValue"/> if it is larger than <paramref name="limit"/>. Its time is linear in the length times the limit.
    /// </summary>
    public static int Between(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
            return TooFar;
        var (beforeLast, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
            last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            // Cells further from the diagonal are above the limit.
            var (start, end) = (Math.Max(1, i - limit), Math.Min(right.Length, i + limit));
            row[start - 1] = start == 1 ? i : limit + 1;
            if (end < right.Length)
                row[end + 1] = limit + 1;
            for (var j = start; j <= end; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[right.Length] <= limit ? last[right.Length] : TooFar;
    }

    private static bool Same(char left, char right) => left == right || ((left | ' ') == (right | ' ') && (left | ' ') is >= 'a' and <= 'z');
}
