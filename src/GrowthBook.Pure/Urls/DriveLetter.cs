namespace GrowthBook.Urls;

/// <summary>Windows drive letters in file URLs (URL Standard, section 4.1).</summary>
internal static class DriveLetter
{
    /// <summary>Whether the text is a letter followed by <c>:</c> or <c>|</c>, and nothing else.</summary>
    public static bool Is(string text) =>
        text.Length == 2 && EcmaCharacters.IsLetter(text[0]) && text[1] is ':' or '|';

    /// <summary>Whether the text is a letter followed by <c>:</c>, and nothing else.</summary>
    public static bool IsNormalized(string text) => Is(text) && text[1] == ':';

    /// <summary>
    /// Whether the segment at the position is a drive letter. <c>c:x</c> does not count, <c>c|</c>
    /// and <c>c:?q</c> do.
    /// </summary>
    public static bool StartsAt(string text, int position) =>
        position + 2 <= text.Length
        && Is(text.Substring(position, 2))
        && UrlInput.At(text, position + 2) is UrlInput.End or '/' or '\\' or '?' or '#';
}
