using System.Text;

namespace GrowthBook;

/// <summary>Hexadecimal digits: read in either case.</summary>
internal static class Hexadecimal
{
    /// <summary>The digits in lower case.</summary>
    public const string Lower = "0123456789abcdef";

    /// <summary>The digits in upper case.</summary>
    public const string Upper = "0123456789ABCDEF";

    /// <summary>Appends the last digits of a number in lower case, with leading zeros.</summary>
    public static void Append(StringBuilder target, int number, int digits)
    {
        for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4)
            target.Append(Lower[(number >> shift) & 0xF]);
    }

    /// <summary>The value of a digit, or -1 for any other character.</summary>
    public static int Value(char c) =>
        EcmaCharacters.IsDigit(c) ? c - '0' : (uint)((c | 0x20) - 'a') < 6 ? (c | 0x20) - 'a' + 10 : -1;

    /// <summary>The number that exactly so many digits from the index on spell, at most seven; otherwise -1.</summary>
    public static int Parse(string text, int at, int digits)
    {
        if (at + digits > text.Length)
            return -1;
        var number = 0;
        for (var i = at; i < at + digits; i++)
        {
            var digit = Value(text[i]);
            if (digit < 0)
                return -1;
            number = (number << 4) | digit;
        }
        return number;
    }
}
