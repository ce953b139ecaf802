using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>GB301, GB302, GB305 to GB311, GB313 and GB401: faults of single experiments.</summary>
internal static class ExperimentLint
{
    private const double Tolerance = 1e-6;

    public static IEnumerable<Finding> Of(PayloadSource source, PayloadSource? previous)
    {
        var before = (previous?.Experiments ?? []).GroupBy(Identity).ToDictionary(same => same.Key, same => same.First().Experiment);
        return source.Experiments.SelectMany(each => Of(each, before.GetValueOrDefault(Identity(each))));
    }

    private static (string?, string) Identity(ExperimentSource source) => (source.Rule?.Feature, source.Experiment.Key);

    private static IEnumerable<Finding> Of(ExperimentSource source, Experiment? before)
    {
        var experiment = source.Experiment;
        var name = $"experiment `{Finding.Name(experiment.Key)}`";
        if (experiment.Variations.Length < 2)
        {
            yield return At("variations", LintCodes.SingleVariation, $"{name} has {Shown.Count(experiment.Variations.Length, "variation")}");
            yield break;
        }
        if (!experiment.Weights.IsDefault)
        {
            var sum = experiment.Weights.Sum();
            // Reading reports the weights that do not count.
            if (experiment.Weights.Length == experiment.Variations.Length && sum is >= Bucketing.MinSum and <= Bucketing.MaxSum && Math.Abs(sum - 1) > 1e-4 + Tolerance)
                yield return At("weights", LintCodes.Weights, $"the weights of {name} have the sum {Number(sum)}");
            foreach (var weight in experiment.Weights.Where(weight => IsFiner(weight, experiment)).Distinct())
                yield return At("weights", LintCodes.Grain, $"the weight {Number(weight)} of {name} is finer than the hash");
        }
        if (experiment.Coverage is { } coverage && IsFiner(coverage, experiment))
            yield return At("coverage", LintCodes.Grain, $"the coverage {Number(coverage)} of {name} is finer than the hash");
        if (experiment.Coverage is 0 && experiment.Ranges.IsDefault)
            yield return At("coverage", LintCodes.NoCoverage, $"the coverage of {name} is 0");
        else if (OnlyVariation(experiment) is { } only)
            yield return At(experiment.Ranges.IsDefault ? "weights" : "ranges", LintCodes.OneSided, $"all users of {name} get variation {only}");
        if (Overlap(experiment) is var (first, second))
            yield return At("ranges", LintCodes.RangesOverlap, $"the ranges of variations {first} and {second} of {name} overlap");
        if (experiment.HashVersion is null or 0 or 1)
            yield return At("hashVersion", LintCodes.HashVersion1, $"{name} uses hash version 1");
        else if (experiment.HashVersion is not 2)
            yield return At("hashVersion", LintCodes.UnknownHashVersion, $"{name} has hash version {Number(experiment.HashVersion.Value)}");
        if (IsSticky(experiment) && Enumerable.Range(0, experiment.Variations.Length).FirstOrDefault(i => !HasKey(experiment, i), -1) is >= 0 and var missing)
            yield return At("meta", LintCodes.NoVariationKeys, $"variation {missing} of {name} has no key, so that no evaluation finds its stored assignments");
        if (SameKeys(experiment) is var (one, other))
            yield return At("meta", LintCodes.SameVariationKeys, $"variations {one} and {other} of {name} have the key `{Finding.Name(KeyOf(experiment, other))}`, by which exposures and stored assignments do not tell them apart");
        if (experiment.MinBucketVersion > (experiment.BucketVersion ?? 0))
            yield return At("minBucketVersion", LintCodes.BucketVersion, $"{name} excludes every user with a stored assignment: minBucketVersion is above bucketVersion");
        if (before is not null && (before.BucketVersion ?? 0) != (experiment.BucketVersion ?? 0))
            yield return At("bucketVersion", LintCodes.BucketVersion, $"the bucket version of {name} changed from {before.BucketVersion ?? 0} to {experiment.BucketVersion ?? 0}: all users are bucketed again{(experiment.MinBucketVersion > (before.BucketVersion ?? 0) ? ", but for those with a stored assignment, whom minBucketVersion excludes" : "")}");

        Finding At(string member, LintCode code, string message) => Finding.At(source.At(member), code, message);
    }

    private static bool IsFiner(double share, Experiment experiment)
    {
        var buckets = share * (experiment.HashVersion is 2 ? 10_000 : 1000);
        return Math.Abs(buckets - Math.Round(buckets)) > Tolerance;
    }

    /// <summary>The only variation that has buckets; <c>null</c> for none or several.</summary>
    private static int? OnlyVariation(Experiment experiment)
    {
        var ranges = new CompiledExperiment(experiment).Ranges;
        var withUsers = Enumerable.Range(0, ranges.Length).Where(i => ranges[i].End > ranges[i].Start).Take(2).ToArray();
        return withUsers is [var only] ? only : null;
    }

    /// <summary>Two variations whose ranges overlap: in the order of starts, one that starts before the last end so far.</summary>
    private static (int, int)? Overlap(Experiment experiment)
    {
        var ranges = experiment.Ranges.IsDefault ? [] : experiment.Ranges;
        var last = -1;
        foreach (var next in Enumerable.Range(0, ranges.Length).Where(i => ranges[i].End > ranges[i].Start).OrderBy(i => ranges[i].Start))
        {
            if (last >= 0 && SharedBucketsLint.Overlap(ranges[last], ranges[next]))
                return (Math.Min(last, next), Math.Max(last, next));
            if (last < 0 || ranges[next].End > ranges[last].End)
                last = next;
        }
        return null;
    }

    /// <summary>Whether the payload shows that assignments are stored.</summary>
    private static bool IsSticky(Experiment experiment) => experiment.DisableStickyBucketing is not true
        && (experiment.BucketVersion is > 0 || experiment.MinBucketVersion is > 0 || experiment.FallbackAttribute is { Length: > 0 });

    /// <summary>The first two variations with one key; <c>null</c> without such.</summary>
    private static (int, int)? SameKeys(Experiment experiment)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < experiment.Variations.Length && !experiment.Meta.IsDefault; i++)
        {
            if (!first.TryAdd(KeyOf(experiment, i), i))
                return (first[KeyOf(experiment, i)], i);
        }
        return null;
    }

    /// <summary>The key of a variation in exposures and stored assignments: without one of its own its number.</summary>
    public static string KeyOf(Experiment experiment, int variation) =>
        HasKey(experiment, variation) ? experiment.Meta[variation].Key! : variation.ToString(CultureInfo.InvariantCulture);

    private static bool HasKey(Experiment experiment, int variation) =>
        !experiment.Meta.IsDefault && variation < experiment.Meta.Length && experiment.Meta[variation].Key is { Length: > 0 };

    private static string Number(double number) => number.ToString("0.########", CultureInfo.InvariantCulture);
}
