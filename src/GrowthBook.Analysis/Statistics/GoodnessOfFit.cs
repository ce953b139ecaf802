using System.Collections.Immutable;
using MathNet.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Tests whether counts have the shares that are expected.</summary>
/// <param name="Statistic">The sum of (observed − expected)² / expected.</param>
/// <param name="DegreesOfFreedom">The number of arms with a share, less one.</param>
/// <param name="P">The probability of counts at least as unlikely if the shares are right, from 0 to 1 inclusive.</param>
/// <param name="Deviation">The largest difference of an observed share from the expected one, from 0 to 1.</param>
/// <param name="IsExact">Whether an expected count is below 5, so that the p-value is of an exact multinomial test by simulation.</param>
public sealed record GoodnessOfFit(double Statistic, int DegreesOfFreedom, double P, double Deviation, bool IsExact)
{
    /// <summary>The expected count from which on the chi-square distribution is used.</summary>
    public const double MinExpected = 5;

    /// <summary>Below this p-value, and from <see cref="MismatchDeviation"/> on, counts are a mismatch.</summary>
    public const double MismatchP = 0.001;

    /// <summary>The deviation from which on counts can be a mismatch.</summary>
    public const double MismatchDeviation = 0.001;

    /// <summary>Below this p-value counts are suspect.</summary>
    public const double SuspectP = 0.01;

    /// <summary>The size of the effect, Cohen's w: the root of the statistic per user.</summary>
    public double Effect { get; private init; }

    /// <summary>Tests counts.</summary>
    /// <param name="observed">The count of each arm.</param>
    /// <param name="shares">The expected share of each arm; they sum to 1. An arm of share 0 is no degree of freedom; a count in it has p-value 0.</param>
    /// <returns>The test. Without counts the p-value is 1.</returns>
    /// <exception cref="ArgumentException">The numbers of arms differ.</exception>
    public static GoodnessOfFit Test(ImmutableArray<long> observed, ImmutableArray<double> shares)
    {
        if (observed.Length != shares.Length)
            throw new ArgumentException($"there are {shares.Length} shares of {observed.Length} arms; each arm needs one", nameof(shares));
        var total = observed.Sum();
        var degrees = shares.Count(share => share > 0) - 1;
        if (total == 0 || degrees < 0)
            return new GoodnessOfFit(0, Math.Max(degrees, 0), total == 0 ? 1 : 0, 0, false);
        var (statistic, deviation, least) = (0.0, 0.0, double.PositiveInfinity);
        for (var i = 0; i < observed.Length; i++)
        {
            deviation = Math.Max(deviation, Math.Abs(((double)observed[i] / total) - shares[i]));
            var expected = total * shares[i];
            if (expected > 0)
                (statistic, least) = (statistic + ((observed[i] - expected) * (observed[i] - expected) / expected), Math.Min(least, expected));
            else if (observed[i] > 0)
                statistic = double.PositiveInfinity;
        }
        var isExact = least < MinExpected && double.IsFinite(statistic) && degrees > 0;
        var p = double.IsPositiveInfinity(statistic) ? 0
            : degrees == 0 ? 1
            : isExact ? ExactMultinomial.P(observed, shares)
            : SpecialFunctions.GammaUpperRegularized(degrees / 2.0, statistic / 2);
        return new GoodnessOfFit(statistic, degrees, p, deviation, isExact) { Effect = Math.Sqrt(statistic / total) };
    }

    /// <summary>The verdict on a p-value with this deviation.</summary>
    /// <param name="p">The p-value, or one that is corrected for several tests.</param>
    /// <returns>Match, suspect or mismatch.</returns>
    public FitVerdict VerdictOf(double p) =>
        p < MismatchP && Deviation >= MismatchDeviation ? FitVerdict.Mismatch : p < SuspectP ? FitVerdict.Suspect : FitVerdict.Match;
}

/// <summary>What a test says of counts.</summary>
public enum FitVerdict
{
    /// <summary>The counts fit.</summary>
    Match,

    /// <summary>The p-value is below 0.01.</summary>
    Suspect,

    /// <summary>The p-value is below 0.001 and a share deviates by 0.1 % or more.</summary>
    Mismatch,
}

/// <summary>The names of <see cref="FitVerdict"/> in JSON.</summary>
public static class FitVerdicts
{
    /// <summary>Returns the name in JSON: <c>match</c>, <c>suspect</c> or <c>mismatch</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The name.</returns>
    public static string ToName(this FitVerdict verdict) => verdict switch
    {
        FitVerdict.Match => "match",
        FitVerdict.Suspect => "suspect",
        FitVerdict.Mismatch => "mismatch",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
