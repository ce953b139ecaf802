namespace GrowthBook.Client;

/// <summary>Finds the known name that a misspelt one probably means.</summary>
internal static class NearestName
{
    private const int LongestName = 200;
    private const int MostNames = 10_000;

    /// <summary>
    /// Returns the nearest name, ignoring case, at an <see cref="EditDistance"/> of at most a third of the text's characters, and at most 3;
    /// <c>null</c> if there is none. Compares the first 10,000 names, and no name or text of more than 200 characters.
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
            if (distance > limit)
                continue;
            (nearest, limit) = (name, distance - 1);
            if (distance == 0)
                break;
        }
        return nearest;
    }
}
