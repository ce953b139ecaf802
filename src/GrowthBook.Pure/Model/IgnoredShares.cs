using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Warns of shares of users that have no effect, because another member counts in their place. An ignored share that is not smaller excludes
/// no user whom the other one includes: a server writes such pairs for older SDKs, so they are no doubt. Nor are weights that the ranges have.
/// </summary>
internal static class IgnoredShares
{
    /// <summary>How much larger a share is that is no rounding of the ignored one.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Warns of a coverage and weights next to the ranges of an experiment, and of a namespace next to its filters.</summary>
    public static void Report(Experiment experiment, Faults faults)
    {
        if (!experiment.Ranges.IsDefault && experiment.Coverage is { } coverage && IsLarger(Sum(experiment.Ranges, experiment.Variations.Length), coverage))
            faults.WarningAt("coverage", NextTo("ranges"));
        if (HasOtherWeights(experiment))
            faults.WarningAt("weights", "has no effect next to ranges of other shares; remove one of them");
        if (!experiment.Filters.IsDefault && experiment.Namespace is { } space && IsLarger(OfFilters(experiment.Filters), SizeOf(space.Range)))
            faults.WarningAt("namespace", NextTo("filters"));
    }

    /// <summary>Warns of a coverage next to the range of a rollout.</summary>
    public static void Report(BucketRange range, double coverage, Faults faults)
    {
        if (IsLarger(SizeOf(range), coverage))
            faults.WarningAt("coverage", NextTo("range"));
    }

    /// <summary>Whether ranges share their users in another way than the weights, up to a rounding to buckets.</summary>
    public static bool HasOtherWeights(Experiment experiment)
    {
        var (ranges, weights, count) = (experiment.Ranges, experiment.Weights, experiment.Variations.Length);
        if (ranges.IsDefault || weights.IsDefault || ranges.Length != count || weights.Length != count
            || weights.Sum() is not (>= Bucketing.MinSum and <= Bucketing.MaxSum and var weight) || Overlap(ranges))
        {
            return false;
        }
        var included = ranges.Sum(SizeOf);
        for (var i = 0; i < count; i++)
        {
            if (Math.Abs(SizeOf(ranges[i]) - (weights[i] / weight * included)) > Tolerance + 1e-9)
                return true;
        }
        return false;
    }

    /// <summary>Whether a bucket is in two ranges, of which the first one gets it.</summary>
    private static bool Overlap(ImmutableArray<BucketRange> ranges)
    {
        var end = double.NegativeInfinity;
        foreach (var range in ranges.Where(static range => range.End > range.Start).OrderBy(static range => range.Start))
        {
            if (range.Start < end)
                return true;
            end = range.End;
        }
        return false;
    }

    private static string NextTo(string member) => $"has no effect next to {member} of more users; remove one of them";

    private static bool IsLarger(double share, double ignored) => share > ignored + Tolerance;

    /// <summary>The share of users whom the filters admit at most: each of them must.</summary>
    private static double OfFilters(ImmutableArray<Filter> filters) => filters.Aggregate(1.0, static (least, filter) => Math.Min(least, Sum(filter.Ranges, int.MaxValue)));

    private static double Sum(ImmutableArray<BucketRange> ranges, int count) => ranges.IsDefaultOrEmpty ? 0 : Math.Min(1, ranges.Take(count).Sum(SizeOf));

    /// <summary>The share of the buckets in a range; NaN, which is larger than no share, for a range of NaN.</summary>
    private static double SizeOf(BucketRange range) => Math.Max(0, Math.Min(1, range.End) - Math.Max(0, range.Start));
}
