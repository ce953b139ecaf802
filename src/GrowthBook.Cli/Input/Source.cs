namespace GrowthBook.Cli;

/// <summary>A text and where it comes from.</summary>
/// <param name="Name">The file, or the option that holds the text itself.</param>
/// <param name="Utf8">The text.</param>
internal sealed record Source(string Name, byte[] Utf8)
{
    /// <summary>A fault in this text, with its line where that can be found.</summary>
    /// <returns><c>payload.json:12: $.features.banner.rules[0]: not a rule object; it is left out</c></returns>
    public string Locate(PayloadError error) =>
        $"{Name}:{(JsonLines.Find(Utf8, error.Path) is { } line ? $"{line}: " : " ")}{error.Path}: {error.Message}";
}
