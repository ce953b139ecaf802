namespace GrowthBook.Urls;

/// <summary>The number in front of a text, as ECMAScript's <c>parseInt</c> without a radix finds it.</summary>
internal static class LeadingInteger
{
    /// <summary>The answer when there is no number, or one below zero.</summary>
    public const int None = -1;

    /// <summary>
    /// Skips white space, takes a sign, <c>0x</c> for hexadecimal, and all digits there are. A number too large
    /// for an <see cref="int"/> becomes <see cref="int.MaxValue"/>, which no count of variations exceeds.
    /// </summary>
    /// <example><c>" +0x1Fz"</c> is 31, <c>"010"</c> is 10, <c>"-0"</c> is 0, <c>"0x"</c> is none.</example>
    public static int Parse(QueryText text, int from, int to)
    {
        int position = from;
        while (position < to && IsWhiteSpace(text[position]))
        {
            position++;
        }

        bool negative = position < to && text[position] == '-';
        if (negative || (position < to && text[position] == '+'))
        {
            position++;
        }

        int radix = 10;
        if (position + 1 < to && text[position] == '0' && text[position + 1] is 'x' or 'X')
        {
            radix = 16;
            position += 2;
        }

        long value = None;
        while (position < to)
        {
            int digit = UrlInput.HexValue(text[position++]);
            if (digit < 0 || digit >= radix)
            {
                break;
            }

            value = Math.Min((Math.Max(value, 0) * radix) + digit, int.MaxValue);
        }

        return negative && value > 0 ? None : (int)value;
    }

    private static bool IsWhiteSpace(char c) =>
        c is (>= '\t' and <= '\r') or ' ' or '\u00A0' or '\u1680' or (>= '\u2000' and <= '\u200A')
            or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000' or '\uFEFF';
}
