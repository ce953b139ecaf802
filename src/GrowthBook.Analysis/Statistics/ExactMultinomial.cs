using System.Collections.Immutable;
using MathNet.Numerics;
using MathNet.Numerics.Random;

namespace GrowthBook.Analysis;

/// <summary>The exact multinomial test by simulation, for expected counts that are too small for the chi-square distribution.</summary>
internal static class ExactMultinomial
{
    private const int Samples = 10_000;

    /// <summary>Fixed, so that equal counts have equal p-values.</summary>
    private const int Seed = 20_260_302;

    /// <summary>Likelihoods that differ by less are equal: they are sums in different orders.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>The share of simulated counts that are at most as likely as the observed ones, which count as one of them.</summary>
    public static double P(ImmutableArray<long> observed, ImmutableArray<double> shares)
    {
        var total = observed.Sum();
        var random = new Xoshiro256StarStar(Seed, threadSafe: false);
        // Rare arms first: the walk of a sample takes as many steps as the deviation of the counts that are left.
        var order = Enumerable.Range(0, shares.Length).Where(arm => shares[arm] > 0).OrderBy(arm => shares[arm]).ThenBy(arm => arm).ToArray();
        var limit = LogLikelihood(order.Select(arm => (observed[arm], shares[arm]))) + Tolerance;
        var asUnlikely = 1;
        var counts = new (long Count, double Share)[order.Length];
        for (var sample = 0; sample < Samples; sample++)
        {
            var (left, rest) = (total, 1.0);
            for (var i = 0; i < order.Length; i++)
            {
                var share = shares[order[i]];
                var count = i == order.Length - 1 ? left : Binomial(left, Math.Min(1, share / rest), random.NextDouble());
                counts[i] = (count, share);
                (left, rest) = (left - count, rest - share);
            }
            asUnlikely += LogLikelihood(counts) <= limit ? 1 : 0;
        }
        return (double)asUnlikely / (Samples + 1);
    }

    private static double LogLikelihood(IEnumerable<(long Count, double Share)> counts) =>
        counts.Sum(each => (each.Count * Math.Log(each.Share)) - SpecialFunctions.GammaLn(each.Count + 1));

    /// <summary>A binomial count by inversion, from the mode outwards: exact, in as many steps as the standard deviation.</summary>
    private static long Binomial(long trials, double share, double uniform)
    {
        if (trials == 0 || share <= 0)
            return 0;
        if (share >= 1)
            return trials;
        var mode = Math.Min(trials, (long)Math.Floor((trials + 1) * share));
        var atMode = Math.Exp(SpecialFunctions.GammaLn(trials + 1) - SpecialFunctions.GammaLn(mode + 1) - SpecialFunctions.GammaLn(trials - mode + 1)
            + (mode * Math.Log(share)) + ((trials - mode) * Math.Log(1 - share)));
        var odds = share / (1 - share);
        var (low, high) = (mode, mode);
        var (atLow, atHigh) = (atMode, atMode);
        uniform -= atMode;
        while (uniform > 0 && (low > 0 || high < trials))
        {
            var below = low > 0 ? atLow * low / ((trials - low + 1) * odds) : 0;
            var above = high < trials ? atHigh * (trials - high) / (high + 1) * odds : 0;
            if (below == 0 && above == 0)
                return mode; // the probabilities that are left are below the smallest number
            if (below >= above)
            {
                (low, atLow, uniform) = (low - 1, below, uniform - below);
                if (uniform <= 0)
                    return low;
            }
            else
            {
                (high, atHigh, uniform) = (high + 1, above, uniform - above);
                if (uniform <= 0)
                    return high;
            }
        }
        return mode;
    }
}
