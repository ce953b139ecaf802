namespace GrowthBook.Cli;

/// <summary>Finds the name that a mistyped one most likely means.</summary>
internal static class Nearest
{
    /// <summary>The length from which a text is not compared, because it is no mistyped name.</summary>
    private const int MaxLength = 100;

    /// <summary>Formats the question to append to an error: <c>; did you mean attributes?</c>, or nothing without a similar name.</summary>
    public static string Question(string text, IEnumerable<string> names) =>
        Find(text, names) is { } name ? $"; did you mean {name}?" : "";

    /// <summary>The name with the fewest differing characters, ignoring case; <c>null</c> if more than a third of every name differ.</summary>
    public static string? Find(string text, IEnumerable<string> names) => text.Length > MaxLength
        ? null
        : names
            .Where(name => name.Length <= MaxLength)
            .Select(name => (Name: name, Distance: EditDistance.Between(name, text, Math.Max(1, name.Length / 3))))
            .Where(candidate => candidate.Distance < int.MaxValue)
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault().Name;
}
