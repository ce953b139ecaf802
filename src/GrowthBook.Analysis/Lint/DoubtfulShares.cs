namespace GrowthBook.Analysis;

/// <summary>Whether reading warns of a share, a range or a filter that can be why no user is reached, so that no other finding says it.</summary>
internal static class DoubtfulShares
{
    public static bool In(Rule.Force rule) => In(rule.Filters?.Select(filter => filter.Source))
        || rule.Rollout is { Range: { } range } && !Shares.IsRange(range)
        || rule.Rollout is { Range: null, Coverage: var coverage } && !Shares.IsShare(coverage);

    public static bool In(Experiment experiment) => In(experiment.Filters.IsDefault ? null : experiment.Filters)
        || experiment.Namespace is { } space && !Shares.IsRange(space.Range)
        || (experiment.Ranges.IsDefault ? experiment.Coverage is { } coverage && !Shares.IsShare(coverage) : !experiment.Ranges.All(Shares.IsRange));

    private static bool In(IEnumerable<Filter>? filters) =>
        filters is not null && filters.Any(filter => filter.HashVersion is not (null or 0 or 1 or 2) || !filter.Ranges.All(Shares.IsRange));
}
