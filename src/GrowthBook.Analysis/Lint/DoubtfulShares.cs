using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Whether a share, a range or a filter of which reading warns excludes all users by itself, so that no other finding says why nobody is reached.</summary>
internal static class DoubtfulShares
{
    public static bool ExcludeAll(Rule.Force rule) => rule.Filters?.Any(filter => ExcludesAll(filter.Source)) is true
        || rule.Rollout is { Range: { } range } && ExcludesAll([range])
        || rule.Rollout is { Range: null, Coverage: var coverage } && ExcludesAll(coverage);

    public static bool ExcludeAll(Experiment experiment) =>
        (experiment.Filters.IsDefault ? experiment.Namespace is { } space && ExcludesAll([space.Range]) : experiment.Filters.Any(ExcludesAll))
        || (experiment.Ranges.IsDefault ? experiment.Coverage is { } coverage && ExcludesAll(coverage) : ExcludesAll(experiment.Ranges));

    private static bool ExcludesAll(Filter filter) => !Hashing.IsKnown(filter.HashVersion) || ExcludesAll(filter.Ranges);

    private static bool ExcludesAll(ImmutableArray<BucketRange> ranges) => !ranges.All(Shares.IsRange) && ranges.All(HasNoBucket);

    private static bool ExcludesAll(double coverage) => coverage < 0 && !Shares.IsShare(coverage);

    private static bool HasNoBucket(BucketRange range) => range.Start >= range.End || range.Start >= 1 || range.End <= 0;
}
