using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>The specification's functions of bucketing, one each.</summary>
public static class Bucketing
{
    /// <summary>The sums of weights between which, both inclusive, the weights count.</summary>
    internal const double MinSum = 0.99, MaxSum = 1.01;

    /// <summary>Equal weights for a number of variations (<c>getEqualWeights</c>).</summary>
    /// <param name="variations">How many; none or fewer give no weights.</param>
    /// <returns>That many times <c>1 / variations</c>.</returns>
    public static ImmutableArray<double> EqualWeights(int variations) =>
        variations <= 0 ? [] : Enumerable.Repeat(1.0 / variations, variations).ToImmutableArray();

    /// <summary>The ranges of buckets that the variations of an experiment get (<c>getBucketRanges</c>).</summary>
    /// <param name="variations">How many variations there are.</param>
    /// <param name="coverage">The share of users included, 0 to 1 inclusive; beyond, it is clamped.</param>
    /// <param name="weights">
    /// The share of each variation. Without weights, with a wrong number of them, or with a sum below 0.99 or above
    /// 1.01, all variations get equal weights. With a weight that is NaN, all ranges are empty.
    /// </param>
    /// <returns>
    /// A range for each variation, which starts where the weights before it end and is <c>weight × coverage</c> long:
    /// raising the coverage never moves a user from one variation to another.
    /// </returns>
    public static ImmutableArray<BucketRange> BucketRanges(int variations, double coverage = 1, ImmutableArray<double> weights = default)
    {
        coverage = coverage < 0 ? 0 : coverage > 1 ? 1 : coverage;
        if (weights.IsDefault || weights.Length != variations)
            weights = EqualWeights(variations);
        if (Sum(weights) is < MinSum or > MaxSum)
            weights = EqualWeights(variations);
        if (weights.Contains(double.NaN))
            return [.. Enumerable.Repeat(default(BucketRange), variations)];

        if (coverage == 1 && weights is [0.5, 0.5])
            return Halves;
        var ranges = new BucketRange[weights.Length];
        var start = 0.0;
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new BucketRange(start, start + (coverage * weights[i]));
            start += weights[i];
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(ranges);
    }

    /// <summary>The variation whose range a bucket lies in (<c>chooseVariation</c>).</summary>
    /// <param name="bucket">The bucket, from 0 inclusive to 1 exclusive.</param>
    /// <param name="ranges">The variations' ranges; where they overlap, the first counts.</param>
    /// <returns>The variation's index from 0, or -1 when the bucket lies in none.</returns>
    public static int ChooseVariation(double bucket, ImmutableArray<BucketRange> ranges)
    {
        var all = ranges.AsSpan();
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Contains(bucket))
                return i;
        }
        return -1;
    }

    /// <summary>Whether an identifier lies in a namespace (<c>inNamespace</c>).</summary>
    /// <param name="value">The identifier.</param>
    /// <param name="experimentNamespace">The namespace with the experiment's range of it.</param>
    /// <returns><c>true</c> when the identifier's bucket in the namespace lies in the range.</returns>
    public static bool InNamespace(string value, ExperimentNamespace experimentNamespace)
    {
        _ = experimentNamespace ?? throw new ArgumentNullException(nameof(experimentNamespace));
        _ = value ?? throw new ArgumentNullException(nameof(value));
        return experimentNamespace.Range.Contains(HashSeed.NamespaceBucket(value, experimentNamespace.Id));
    }

    /// <summary>Returns the variation that a URL's query string forces (<c>getQueryStringOverride</c>).</summary>
    /// <param name="experimentKey">The experiment's key, which is the name in the query string.</param>
    /// <param name="url">The URL; it need not be well formed.</param>
    /// <param name="variations">How many variations there are.</param>
    /// <returns>The variation's index, read as ECMAScript's <c>parseInt</c> reads it; <c>null</c> without one from 0 inclusive to <paramref name="variations"/> exclusive.</returns>
    public static int? QueryStringOverride(string experimentKey, string url, int variations) => QueryString.Override(
        experimentKey ?? throw new ArgumentNullException(nameof(experimentKey)), url ?? "", variations);

    /// <summary>A version as text that sorts in the order of versions (<c>paddedVersionString</c>).</summary>
    /// <param name="version">The version, such as <c>v1.2.3-rc.1+build</c>.</param>
    /// <returns>Numeric parts padded to five characters with spaces, joined by <c>-</c>; three parts get <c>~</c> after them.</returns>
    public static string PaddedVersion(string version) =>
        GrowthBook.PaddedVersion.Of(new Value.String(version ?? throw new ArgumentNullException(nameof(version))));

    /// <summary>The ranges of most experiments: two variations with half of all users each.</summary>
    private static ImmutableArray<BucketRange> Halves { get; } = [new(0, 0.5), new(0.5, 1)];

    private static double Sum(ImmutableArray<double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i];
        return sum;
    }
}
