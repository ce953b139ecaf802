using System.Globalization;
using System.Numerics;

namespace GrowthBook;

/// <summary>Finds integers beyond ±2^53 that are another number as a double, so that experiments hash and conditions compare that.</summary>
internal static class LostDigits
{
    /// <summary>The shortest integer beyond 2^53 has so many digits.</summary>
    private const int MinLength = 16;

    /// <summary>A message that names both; a null reference for an integer that is exact or has the digits that JavaScript writes, and for a number with a point or an exponent.</summary>
    /// <param name="text">The text of a JSON number.</param>
    /// <param name="number">The number that was read from it.</param>
    public static string? Of(ReadOnlySpan<byte> text, double number)
    {
        if (text.Length < MinLength || text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0)
            return null;
        var (digits, read) = (Utf8.GetString(text), EcmaNumber.ToText(number));
        return digits == read || IsExact(digits, number) ? null : $"the integer {PlainText.Of(digits, PlainText.MaxName)} is read as {read}, as JavaScript reads it; write an id as a string";
    }

    private static bool IsExact(string digits, double number) => !double.IsInfinity(number)
        && new BigInteger(number) == BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
