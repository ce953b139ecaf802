namespace GrowthBook;

/// <summary><c>parseInt</c> without a radix (ECMA-262 19.2.5): the integer that a text starts with.</summary>
internal static class LeadingInteger
{
    /// <summary>The result for text without a number, and for a number below zero.</summary>
    public const int None = -1;

    /// <summary>
    /// Skips white space, then reads a sign, <c>0x</c> for hexadecimal, and all digits that follow. A number too large
    /// for an <see cref="int"/> becomes <see cref="int.MaxValue"/>.
    /// </summary>
    /// <example><c>" +0x1Fz"</c> is 31, <c>"010"</c> is 10, <c>"-0"</c> is 0, <c>"0x"</c> is none.</example>
    public static int Parse(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && EcmaCharacters.IsWhiteSpace(text[at]))
            at++;
        var isNegative = at < text.Length && text[at] == '-';
        if (isNegative || (at < text.Length && text[at] == '+'))
            at++;
        var radix = 10;
        if (at + 1 < text.Length && text[at] == '0' && text[at + 1] is 'x' or 'X')
        {
            radix = 16;
            at += 2;
        }
        long number = None;
        while (at < text.Length)
        {
            var digit = Hexadecimal.Value(text[at++]);
            if (digit < 0 || digit >= radix)
                break;
            number = Math.Min((Math.Max(number, 0) * radix) + digit, int.MaxValue);
        }
        return isNegative && number > 0 ? None : (int)number;
    }
}
