using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The test of an experiment's counts, corrected for the number of tests.</summary>
/// <param name="Fit">The test.</param>
/// <param name="Adjusted">The corrected p-value.</param>
internal sealed record ShareTest(GoodnessOfFit Fit, double Adjusted)
{
    /// <summary>The verdict of an experiment without a test.</summary>
    public const string Untested = "untested";

    /// <summary>
    /// Tests experiments. There is no test of counts without an expected share: the payload lets no user in, or has too many random inputs for a
    /// measure.
    /// </summary>
    /// <param name="experiments">The counts and the expected shares of each.</param>
    /// <returns>The test of each; <c>null</c> for none.</returns>
    public static ImmutableArray<ShareTest?> Of(ImmutableArray<(ImmutableArray<long> Counts, ImmutableArray<double> Shares)> experiments)
    {
        var fits = experiments.Select(each => HasTest(each.Counts, each.Shares) ? GoodnessOfFit.Test(each.Counts, each.Shares) : null).ToArray();
        var adjusted = new Queue<double>(BenjaminiHochberg.Adjust([.. fits.OfType<GoodnessOfFit>().Select(fit => fit.P)]));
        return [.. fits.Select(fit => fit is null ? null : new ShareTest(fit, adjusted.Dequeue()))];
    }

    private static bool HasTest(ImmutableArray<long> counts, ImmutableArray<double> shares) => shares.Any(share => share > 0) || counts.Sum() == 0;
}
