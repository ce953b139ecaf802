using System.Globalization;
using System.Numerics;

namespace GrowthBook;

/// <summary>
/// .NET numbers as values. A value holds a double, which keeps the digits of integers up to ±2^53: larger integers
/// become the text of their digits, so that an id hashes and compares as its digits.
/// </summary>
internal static class ScalarNumber
{
    public const long ExactLimit = 1L << 53;

    public static Value Of(long number) => number is >= -ExactLimit and <= ExactLimit
        ? new Value.Number(number)
        : new Value.String(number.ToString(CultureInfo.InvariantCulture));

    public static Value Of(ulong number) => number <= ExactLimit
        ? new Value.Number(number)
        : new Value.String(number.ToString(CultureInfo.InvariantCulture));

    public static Value Of(BigInteger number) => number >= -ExactLimit && number <= ExactLimit
        ? new Value.Number((double)number)
        : new Value.String(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The value of a JSON number: an integer as the others; one with a point or an exponent is the double.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="number">The double nearest to it.</param>
    public static Value Of(ReadOnlySpan<byte> json, double number)
    {
        if (number is > -ExactLimit and < ExactLimit || json.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0)
            return Value.Number.Of(number);
        // 2^53 + 1 is 2^53 as a double.
        var digits = Utf8.GetString(json);
        return digits is "9007199254740992" or "-9007199254740992" ? new Value.Number(number) : new Value.String(digits);
    }

    /// <summary>The double nearest to a fraction, as its JSON text is read; integers as the others.</summary>
    public static Value Of(decimal number)
    {
        var integer = decimal.Truncate(number);
        if (integer != number)
            return new Value.Number(EcmaNumber.Parse(number.ToString(CultureInfo.InvariantCulture)));
        return Math.Abs(integer) <= ExactLimit
            ? new Value.Number((double)integer)
            : new Value.String(integer.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The number that the shortest text of a float names: <c>0.1f</c> is 0.1, as in JSON.</summary>
    public static Value.Number Of(float number) => number == (int)number
        ? new Value.Number(number)
        : new Value.Number(EcmaNumber.Parse(number.ToString("R", CultureInfo.InvariantCulture)));

#if NET
    public static Value Of(Int128 number) => Of((BigInteger)number);

    public static Value Of(UInt128 number) => Of((BigInteger)number);

    public static Value.Number Of(Half number) => new(EcmaNumber.Parse(number.ToString("R", CultureInfo.InvariantCulture)));
#endif
}
