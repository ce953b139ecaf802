using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Conversions of exact counts.</summary>
internal static class Exact
{
    /// <summary>The bits of a quotient before it is rounded: those of a <see cref="ulong"/>, which are more than those of a double.</summary>
    private const int Bits = 63;

    /// <summary>The nearest double of a quotient, from 0 to 1; 0 where the divisor is 0. Counts may exceed the largest double.</summary>
    public static double Ratio(BigInteger count, BigInteger total)
    {
        if (total.IsZero || count.IsZero)
            return 0;
        var shift = (int)Math.Max(0, Bits + total.GetBitLength() - count.GetBitLength());
        var quotient = (ulong)BigInteger.DivRem(count << shift, total, out var remainder);
        // The lowest bit stands for all bits after it, so that the conversion rounds as if it had them.
        return Math.ScaleB((double)(remainder.IsZero ? quotient : quotient | 1), -shift);
    }
}
