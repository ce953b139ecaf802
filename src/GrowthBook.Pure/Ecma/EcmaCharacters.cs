namespace GrowthBook;

/// <summary>The classes of characters that ECMAScript's grammars name. Letters and digits are ASCII only.</summary>
internal static class EcmaCharacters
{
    /// <summary>
    /// The members of <see cref="IsWhiteSpace"/> as pairs of first and last, ascending: WhiteSpace and LineTerminator
    /// (ECMA-262 12.2, 12.3) with the space separators of Unicode 17.0.
    /// </summary>
    public const string WhiteSpaceRanges =
        "\t\r  \u00A0\u00A0\u1680\u1680\u2000\u200A\u2028\u2029\u202F\u202F\u205F\u205F\u3000\u3000\uFEFF\uFEFF";

    /// <summary>The four line terminators (ECMA-262 12.3), at which a dot in a regular expression stops.</summary>
    public const string LineTerminators = "\n\r\u2028\u2029";

    /// <summary>
    /// Whether the character is white space: what <c>trim</c> removes and <c>\s</c> matches. U+0085 is not, unlike in .NET.
    /// </summary>
    public static bool IsWhiteSpace(char c) => c < '\u0080'
        ? c is (>= '\t' and <= '\r') or ' '
        : c is '\u00A0' or '\u1680' or (>= '\u2000' and <= '\u200A') or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000' or '\uFEFF';

    /// <summary>Whether the character is one of the four line terminators.</summary>
    public static bool IsLineTerminator(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    /// <summary>Whether the character is an ASCII letter.</summary>
    public static bool IsLetter(char c) => (uint)((c | 0x20) - 'a') < 26;

    /// <summary>Whether the character is an ASCII digit.</summary>
    public static bool IsDigit(char c) => (uint)(c - '0') < 10;

    /// <summary>Whether every character is below U+0080.</summary>
    public static bool IsAscii(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80)
                return false;
        }
        return true;
    }

    /// <summary>Maps A to Z to lower case and nothing else.</summary>
    public static string ToAsciiLower(string text)
    {
        var lower = text.ToCharArray();
        for (var i = 0; i < lower.Length; i++)
            lower[i] = (uint)(lower[i] - 'A') < 26 ? (char)(lower[i] | 0x20) : lower[i];
        return new string(lower);
    }

    /// <summary>Maps a to z to upper case and nothing else.</summary>
    public static string ToAsciiUpper(string text)
    {
        var upper = text.ToCharArray();
        for (var i = 0; i < upper.Length; i++)
            upper[i] = (uint)(upper[i] - 'a') < 26 ? (char)(upper[i] & ~0x20) : upper[i];
        return new string(upper);
    }

    /// <summary>The text without white space at either end (<c>String.prototype.trim</c>).</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsWhiteSpace(text[0]))
            text = text.Slice(1);
        while (text.Length > 0 && IsWhiteSpace(text[text.Length - 1]))
            text = text.Slice(0, text.Length - 1);
        return text;
    }
}
