using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// Prepares the text for the state machine of the URL Standard, and tests characters for several of its states.
/// </summary>
internal static class UrlInput
{
    /// <summary>The result of <see cref="At"/> past the end of the text: the standard's "EOF code point".</summary>
    public const int End = -1;

    /// <summary>
    /// Converts to scalar values, trims C0 controls and spaces at both ends, and drops every tab and newline
    /// (URL Standard, "basic URL parser", steps 1 to 3). A lone surrogate becomes U+FFFD.
    /// </summary>
    /// <example><c>" ht\ntp:x "</c> gives <c>"http:x"</c>.</example>
    public static string Clean(string input)
    {
        // Before tabs are dropped, which could join two lone surrogates into a pair.
        var scalars = Utf16.ToWellFormed(input);
        var start = 0;
        var end = scalars.Length;
        while (start < end && scalars[start] <= ' ')
            start++;
        while (end > start && scalars[end - 1] <= ' ')
            end--;
        var text = new StringBuilder(end - start);
        for (var i = start; i < end; i++)
        {
            if (!IsTabOrNewline(scalars[i]))
                text.Append(scalars[i]);
        }
        return text.ToString();
    }

    /// <summary>The character at a position, or <see cref="End"/> after the last one.</summary>
    public static int At(string text, int position) => position < text.Length ? text[position] : End;

    /// <summary>
    /// The length of the scheme before the first colon, or 0 when the text has none ("scheme start state"
    /// and "scheme state"). <c>"1a:"</c> has none: a scheme starts with a letter.
    /// </summary>
    public static int SchemeLength(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
                return i;
            if (!EcmaCharacters.IsLetter(c) && (i == 0 || !(EcmaCharacters.IsDigit(c) || c == '+' || c == '-' || c == '.')))
                return 0;
        }
        return 0;
    }

    private static bool IsTabOrNewline(char c) => c is '\t' or '\n' or '\r';
}
