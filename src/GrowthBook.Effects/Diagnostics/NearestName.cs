namespace GrowthBook.Client;

/// <summary>Finds the known name that a misspelt one probably means.</summary>
internal static class NearestName
{
    private const int LongestName = 200;
    private const int MostNames = 10_000;

    /// <summary>
    /// Returns the nearest name, ignoring case, at an <see cref="EditDistance"/> of at most a third of the text's characters, and at most 3;
    /// <c>null</c> if there is none. Of several names with that distance it is the first one that begins as the text, or else the first one. Compares the first 10,000 names, and no name or text of more than 200 characters.
    /// </summary>
    public static string? Near(string text, IEnumerable<string> names) =>
        text.Length is 0 or > LongestName ? null : Nearest(text, names.Take(MostNames).Where(name => name.Length <= LongestName), LimitOf(text));

    /// <summary>The largest distance: none of one or two characters, of which every other name is near.</summary>
    private static int LimitOf(string text) => Math.Min(3, text.Length / 3);

    private static string? Nearest(string text, IEnumerable<string> names, int limit)
    {
        var nearest = default(string);
        foreach (var name in names)
        {
            var distance = EditDistance.Between(text, name, limit);
            if (distance > limit || (distance == limit && nearest is not null && (BeginsAs(text, nearest) || !BeginsAs(text, name))))
                continue;
            (nearest, limit) = (name, distance);
        }
        return nearest;
    }

    /// <summary>Whether the first character is the same but for its case: slips are rarely in it.</summary>
    private static bool BeginsAs(string text, string name) => name.Length > 0 && EditDistance.Between(text.Substring(0, 1), name.Substring(0, 1), 1) == 0;
}
