namespace GrowthBook.Client;

/// <summary>Finds the known name that a misspelt one probably means.</summary>
internal static class NearestName
{
    private const int LongestName = 200;
    private const int MostNames = 10_000;

    /// <summary>
    /// Returns the nearest name, ignoring case, that differs in at most a third of the text's characters, at least 1 and at most 3;
    /// <c>null</c> if there is none. Compares the first 10,000 names, and no name or text of more than 200 characters.
    /// </summary>
    public static string? Near(string text, IEnumerable<string> names) =>
        text.Length is 0 or > LongestName ? null : Nearest(text, names.Take(MostNames).Where(name => name.Length <= LongestName), Math.Min(3, Math.Max(1, text.Length / 3)));

    /// <summary>Returns the nearest name, ignoring case, whatever its distance. For a short list of names.</summary>
    public static string Nearest(string text, IReadOnlyCollection<string> names) =>
        Nearest(text, names, Math.Max(text.Length, names.Max(name => name.Length)))!;

    private static string? Nearest(string text, IEnumerable<string> names, int limit)
    {
        var (wanted, nearest) = (text.ToUpperInvariant(), default(string));
        foreach (var name in names)
        {
            if (Math.Abs(name.Length - text.Length) > limit || EditDistance(wanted, name.ToUpperInvariant(), limit) is not { } distance)
                continue;
            (nearest, limit) = (name, distance - 1);
            if (distance == 0)
                break;
        }
        return nearest;
    }

    /// <summary>
    /// Returns how many characters to insert, remove or replace to turn one text into the other; <c>null</c> if more than the limit. Linear
    /// in the length times the limit.
    /// </summary>
    private static int? EditDistance(string from, string to, int limit)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var (start, end) = (Math.Max(1, i - limit), Math.Min(to.Length, i + limit));
            var diagonal = row[start - 1];
            row[start - 1] = start == 1 ? i : limit + 1;
            if (end == i + limit)
                row[end] = limit + 1;
            var least = row[start - 1];
            for (var j = start; j <= end; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
                least = Math.Min(least, row[j]);
            }
            if (least > limit)
                return null;
        }
        return row[to.Length] <= limit ? row[to.Length] : null;
    }
}
