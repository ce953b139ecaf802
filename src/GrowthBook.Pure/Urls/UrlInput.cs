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
        string scalars = ToScalarValues(input);
        int start = 0;
        int end = scalars.Length;
        while (start < end && scalars[start] <= ' ')
        {
            start++;
        }

        while (end > start && scalars[end - 1] <= ' ')
        {
            end--;
        }

        var text = new StringBuilder(end - start);
        for (int i = start; i < end; i++)
        {
            if (!IsTabOrNewline(scalars[i]))
            {
                text.Append(scalars[i]);
            }
        }

        return text.ToString();
    }

    /// <summary>Replaces each surrogate that is not part of a pair by U+FFFD (Web IDL, USVString).</summary>
    public static string ToScalarValues(string text)
    {
        if (!HasLoneSurrogate(text))
        {
            return text;
        }

        char[] result = text.ToCharArray();
        for (int i = 0; i < result.Length; i++)
        {
            if (IsPair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(result[i]))
            {
                result[i] = '\uFFFD';
            }
        }

        return new string(result);
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
            {
                return i;
            }

            if (!IsLetter(c) && (i == 0 || !(IsDigit(c) || c == '+' || c == '-' || c == '.')))
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Whether the character is an ASCII letter.</summary>
    public static bool IsLetter(char c) => (uint)((c | 0x20) - 'a') < 26;

    /// <summary>Whether the character is an ASCII digit.</summary>
    public static bool IsDigit(char c) => (uint)(c - '0') < 10;

    /// <summary>The value of a hexadecimal digit, or -1 for any other character.</summary>
    public static int HexValue(char c) =>
        IsDigit(c) ? c - '0' : (uint)((c | 0x20) - 'a') < 6 ? (c | 0x20) - 'a' + 10 : -1;

    /// <summary>Lower-cases A to Z and nothing else.</summary>
    public static string ToAsciiLower(string text)
    {
        char[] result = text.ToCharArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (uint)(result[i] - 'A') < 26 ? (char)(result[i] | 0x20) : result[i];
        }

        return new string(result);
    }

    /// <summary>Whether every character is below U+0080.</summary>
    public static bool IsAscii(string text)
    {
        foreach (char c in text)
        {
            if (c >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a surrogate pair starts at the position.</summary>
    public static bool IsPair(string text, int position) =>
        position + 1 < text.Length && char.IsHighSurrogate(text[position]) && char.IsLowSurrogate(text[position + 1]);

    private static bool IsTabOrNewline(char c) => c is '\t' or '\n' or '\r';

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
