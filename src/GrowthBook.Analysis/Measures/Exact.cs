using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Conversions of exact counts.</summary>
internal static class Exact
{
    /// <summary>The nearest double of a quotient, from 0 to 1; 0 where the divisor is 0.</summary>
    public static double Ratio(BigInteger count, BigInteger total)
    {
        if (total.IsZero)
            return 0;
        var divisor = BigInteger.GreatestCommonDivisor(count, total);
        return (double)(count / divisor) / (double)(total / divisor);
    }
}
