#if !NET
using System.Numerics;

namespace GrowthBook;

/// <summary>
/// Doubles to and from decimal text in exact arithmetic, for the netstandard2.0 build only: .NET Framework and Mono round
/// wrongly in both directions and do not write the shortest digits. .NET Core does both right from version 3.0 on.
/// </summary>
internal static class ExactDouble
{
    private const int MantissaBits = 52;
    private const ulong HiddenBit = 1ul << MantissaBits;
    private const int MinExponent = -1074; // of the last bit of a subnormal number
    private const int MaxExponent = 971; // of the last bit of the largest number

    /// <summary>Doubles up to here hold every integer and power of ten exactly: 15 digits, and 10^22.</summary>
    private const int ExactDigits = 15;

    /// <summary>No double, and no point halfway between two, has more significant digits than this.</summary>
    private const int MaxDigits = 768;

    private static ReadOnlySpan<double> Powers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// The fewest digits that read back as the same number, and of those the nearest: 0.<c>Digits</c> times ten to the power
    /// of <c>Exponent</c>. Steele and White's algorithm with Dragon4's rounding.
    /// </summary>
    /// <param name="number">Finite and above zero.</param>
    public static (string Digits, int Exponent) Shortest(double number)
    {
        var (mantissa, exponent) = Split(number);
        var isEven = (mantissa & 1) == 0;
        // The next number below is half as far away at a power of two.
        var isUneven = mantissa == HiddenBit && exponent > MinExponent;
        var scale = isUneven ? 2 : 1;
        var remainder = new BigInteger(mantissa) * 2 * scale << Math.Max(exponent, 0);
        var divisor = new BigInteger(2 * scale) << Math.Max(-exponent, 0);
        var below = BigInteger.One << Math.Max(exponent, 0);
        var above = below * scale;

        var point = (int)Math.Ceiling(Math.Log10(number) - 1e-10);
        if (point >= 0)
            divisor *= BigInteger.Pow(10, point);
        else
            (remainder, below, above) = (remainder * BigInteger.Pow(10, -point), below * BigInteger.Pow(10, -point), above * BigInteger.Pow(10, -point));
        if (Exceeds(remainder + above, divisor, isEven))
            (divisor, point) = (divisor * 10, point + 1);

        var digits = new System.Text.StringBuilder(17);
        while (true)
        {
            var digit = (int)BigInteger.DivRem(remainder * 10, divisor, out remainder);
            (below, above) = (below * 10, above * 10);
            var isLow = Exceeds(below, remainder, isEven);
            var isHigh = Exceeds(remainder + above, divisor, isEven);
            if (isLow || isHigh)
            {
                var half = (remainder * 2).CompareTo(divisor);
                var isUp = isHigh && (!isLow || half > 0 || (half == 0 && digit % 2 == 1));
                return (digits.Append((char)('0' + digit + (isUp ? 1 : 0))).ToString(), point);
            }
            digits.Append((char)('0' + digit));
        }
    }

    /// <summary>The double nearest to a decimal literal in ASCII; halfway between two, the even one.</summary>
    /// <param name="literal">A sign or none, digits with at most one point among them, and an exponent or none.</param>
    public static double Parse(ReadOnlySpan<byte> literal)
    {
        var isNegative = literal[0] == '-';
        var digits = new System.Text.StringBuilder();
        var (exponent, isAfterPoint, isInexact) = (0, false, false);
        var at = literal[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        for (; at < literal.Length && literal[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (literal[at] == '.')
            {
                isAfterPoint = true;
                continue;
            }
            exponent -= isAfterPoint ? 1 : 0;
            if (digits.Length == MaxDigits)
            {
                isInexact |= literal[at] != '0';
                exponent++;
            }
            else if (digits.Length > 0 || literal[at] != '0')
            {
                digits.Append((char)literal[at]);
            }
        }
        if (at < literal.Length)
            exponent += Integer(literal.Slice(at + 1));
        if (isInexact)
        {
            // One more digit represents the rest, which only decides on which side of a halfway point the number lies.
            digits.Append('1');
            exponent--;
        }
        var number = Nearest(digits.ToString(), exponent);
        return isNegative ? -number : number;
    }

    /// <summary>Digits without leading zeros times ten to the power of an exponent.</summary>
    private static double Nearest(string digits, int exponent)
    {
        if (digits.Length == 0 || digits.Length + exponent < -330)
            return 0;
        if (digits.Length + exponent > 310)
            return double.PositiveInfinity;
        if (digits.Length <= ExactDigits && exponent > -Powers.Length && exponent < Powers.Length)
        {
            var integer = (double)long.Parse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
            return exponent < 0 ? integer / Powers[-exponent] : integer * Powers[exponent];
        }
        var all = BigInteger.Parse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
        return exponent < 0 ? Divide(all, BigInteger.Pow(10, -exponent)) : Divide(all * BigInteger.Pow(10, exponent), BigInteger.One);
    }

    private static double Divide(BigInteger dividend, BigInteger divisor)
    {
        // The quotient gets 53 or 54 bits; one too many is dropped by the next larger exponent.
        var exponent = Math.Max(BitLength(dividend) - BitLength(divisor) - MantissaBits - 1, MinExponent);
        var mantissa = Quotient(dividend, divisor, exponent, out var half);
        if (mantissa >= HiddenBit * 2)
            mantissa = Quotient(dividend, divisor, ++exponent, out half);
        if (half > 0 || (half == 0 && (mantissa & 1) == 1))
            mantissa++;
        if (mantissa == HiddenBit * 2)
            (mantissa, exponent) = (HiddenBit, exponent + 1);
        return exponent > MaxExponent ? double.PositiveInfinity : Join(mantissa, exponent);
    }

    /// <summary>The quotient in units of two to the power of an exponent; <paramref name="half"/> compares the rest with a half.</summary>
    private static ulong Quotient(BigInteger dividend, BigInteger divisor, int exponent, out int half)
    {
        var unit = divisor << Math.Max(exponent, 0);
        var quotient = BigInteger.DivRem(dividend << Math.Max(-exponent, 0), unit, out var rest);
        half = (rest * 2).CompareTo(unit);
        return (ulong)quotient;
    }

    private static int BitLength(BigInteger number)
    {
        var bytes = number.ToByteArray();
        var length = (bytes.Length - 1) * 8;
        for (int top = bytes[bytes.Length - 1]; top > 0; top >>= 1)
            length++;
        return length;
    }

    /// <summary>Whether the left is larger than the right, or as large if that counts too.</summary>
    private static bool Exceeds(BigInteger left, BigInteger right, bool orEqual) => left.CompareTo(right) is var order && (orEqual ? order >= 0 : order > 0);

    private static (ulong Mantissa, int Exponent) Split(double number)
    {
        var bits = (ulong)BitConverter.DoubleToInt64Bits(number);
        var (fraction, biased) = (bits & (HiddenBit - 1), (int)(bits >> MantissaBits) & 0x7FF);
        return biased == 0 ? (fraction, MinExponent) : (fraction | HiddenBit, biased + MinExponent - 1);
    }

    private static double Join(ulong mantissa, int exponent) => BitConverter.Int64BitsToDouble((long)(
        mantissa < HiddenBit ? mantissa : (mantissa & (HiddenBit - 1)) | ((ulong)(exponent - MinExponent + 1) << MantissaBits)));

    /// <summary>The integer of an exponent, cut off where it makes no difference any more.</summary>
    private static int Integer(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
                number = Math.Min((number * 10) + c - '0', 100_000_000);
        }
        return text[0] == '-' ? -number : number;
    }
}
#endif
