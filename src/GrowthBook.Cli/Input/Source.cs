namespace GrowthBook.Cli;

/// <summary>A text and where it comes from.</summary>
/// <param name="Name">The file, or the option that holds the text itself.</param>
/// <param name="Utf8">The text.</param>
internal sealed record Source(string Name, byte[] Utf8)
{
    /// <summary>A fault in this text, with its line where that can be found.</summary>
    /// <param name="error">The fault.</param>
    /// <param name="withLine">Whether to search the text for the line.</param>
    /// <returns><c>payload.json:12: $.features.banner.rules[0]: not a rule object; it is left out</c></returns>
    public string Locate(PayloadError error, bool withLine = true)
    {
        var (message, line) = TextPlace.Of(error.Message);
        var place = (line ?? (withLine ? JsonLines.Find(Utf8, error.Path) : null)) is { } known ? $":{known}" : "";
        return $"{Name}{place}: {error.Path}: {message}";
    }
}
