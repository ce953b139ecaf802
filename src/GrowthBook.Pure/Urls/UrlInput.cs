using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// What is done to the text before the state machine of the URL Standard reads it, and the few questions
/// about characters that several states ask.
/// </summary>
internal static class UrlInput
{
    /// <summary>The answer of <see cref="At"/> past the end of the text: the standard's "EOF code point".</summary>
    public const int End = -1;

    /// <summary>
    /// Converts to scalar values, trims C0 controls and spaces at both ends, and drops every tab and newline
    /// (URL Standard, "basic URL parser", steps 1 to 3). A lone surrogate becomes U+FFFD.
    /// </summary>
    /// <example><c>" ht\ntp:x "</c> gives <c>"http:x"</c>.</example>
    public static string Clean(string input)
    {
        // First, so that dropping a tab cannot join two lone surrogates into a pair.
        string scalars = Utf16.ToWellFormed(input);
        int start = 0;
        int end = scalars.Length;
        while (start < end && scalars[start] <= ' ')
            start++;
        while (end > start && scalars[end - 1] <= ' ')
            end--;
        var text = new StringBuilder(end - start);
        for (int i = start; i < end; i++)
        {
            if (!IsTabOrNewline(scalars[i]))
                text.Append(scalars[i]);
        }
        return text.ToString();
    }

    /// <summary>The character at a position, or <see cref="End"/> behind the last one.</summary>
    public static int At(string text, int position) => position < text.Length ? text[position] : End;

    /// <summary>
    /// The length of the scheme in front of the first colon, or 0 when the text has none ("scheme start state"
    /// and "scheme state"). <c>"1a:"</c> has none: a scheme starts with a letter.
    /// </summary>
    public static int SchemeLength(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ':')
                return i;
            if (!EcmaCharacters.IsLetter(c) && (i == 0 || !(EcmaCharacters.IsDigit(c) || c == '+' || c == '-' || c == '.')))
                return 0;
        }
        return 0;
    }

    private static bool IsTabOrNewline(char c) => c is '\t' or '\n' or '\r';
}
