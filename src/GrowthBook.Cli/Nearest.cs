namespace GrowthBook.Cli;

/// <summary>Finds the name that a mistyped one most likely means.</summary>
internal static class Nearest
{
    /// <summary>The length from which a text is not compared, because it is no mistyped name.</summary>
    private const int MaxLength = 100;

    /// <summary>Formats the question to append to an error: <c>; did you mean attributes?</c>, or nothing without a similar name.</summary>
    public static string Question(string text, IEnumerable<string> names) =>
        Find(text, names) is { } name ? $"; did you mean {name}?" : "";

    /// <summary>The name with the fewest differing characters, ignoring case; <c>null</c> if more than a third differ.</summary>
    public static string? Find(string text, IEnumerable<string> names)
    {
        if (text.Length > MaxLength)
            return null;
        var nearest = names
            .Where(name => name.Length <= MaxLength && Math.Abs(name.Length - text.Length) <= Tolerance(name))
            .Select(name => (Name: name, Distance: EditDistance(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Tolerance(nearest.Name) ? nearest.Name : null;
    }

    private static int Tolerance(string name) => Math.Max(1, name.Length / 3);

    /// <summary>The number of characters to insert, remove or replace to turn one text into the other.</summary>
    private static int EditDistance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
