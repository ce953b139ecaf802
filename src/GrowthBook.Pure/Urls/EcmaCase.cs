namespace GrowthBook.Urls;

/// <summary>Comparison of characters under the flag <c>i</c> of a regular expression.</summary>
internal static class EcmaCase
{
    /// <summary>
    /// The character that stands for all that are equal to it (ECMAScript, "Canonicalize", without flag u):
    /// the upper-case form when it is a single character and does not lead from beyond ASCII into it.
    /// </summary>
    /// <example><c>ſ</c> is not equal to <c>s</c>, and <c>ß</c> only to itself.</example>
    public static char Canonicalize(char c)
    {
        if (c < 0x80)
        {
            return (uint)(c - 'a') < 26 ? (char)(c - 0x20) : c;
        }

        if (HasLongUpperCase(c))
        {
            return c;
        }

        char upper = char.ToUpperInvariant(c);
        return upper < 0x80 ? c : upper;
    }

    // Greek letters with iota subscript: one character in simple upper case, two in full upper case.
    private static bool HasLongUpperCase(char c) =>
        c is (>= '\u1F80' and <= '\u1FAF') or '\u1FB3' or '\u1FBC' or '\u1FC3' or '\u1FCC' or '\u1FF3' or '\u1FFC';
}
