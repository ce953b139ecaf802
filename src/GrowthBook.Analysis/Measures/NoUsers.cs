namespace GrowthBook.Analysis;

/// <summary>Why no user's random inputs lead to a rule or an experiment, in words: its measure is 0. Stored assignments and forced variations apart.</summary>
internal static class NoUsers
{
    /// <summary>The reason of a rule that forces a value; <c>null</c> if some user gets it, or without steps left.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="hashVersion">The rule's version of hashing as written.</param>
    /// <param name="work">The steps that are left.</param>
    public static string? ReasonOf(Rule.Force rule, double? hashVersion, WorkLimit work)
    {
        if (rule.Rollout is { Range: null, Coverage: <= 0 and var coverage })
            return FormattableString.Invariant($"its coverage is {coverage}");
        if (rule.Rollout is { } rollout && BucketSource.Of(rollout.HashAttribute, rollout.Seed.Seed, hashVersion) is null)
            return FormattableString.Invariant($"its hash version {hashVersion} is unknown");
        var assignment = Assignment.Of(rule, hashVersion);
        return !IsEmpty(assignment, 1, work) ? null
            : rule.Filters is not null && (rule.Rollout is null ? assignment : WithoutLast(assignment)).HasEmptyFactor ? "the ranges of a filter have no bucket"
            : rule.Rollout is not null && !assignment.Factors[^1].Map.Arms.Any(arm => arm >= 0) ? "its range has no bucket"
            : "its filters admit none of its buckets";
    }

    /// <summary>The reason of an experiment that does not run, or forces a variation; <c>null</c> for one that assigns users.</summary>
    public static string? ReasonOfState(Experiment experiment) =>
        experiment.Active is false ? "the experiment is inactive"
        : experiment.Status is "draft" or "stopped" ? $"the experiment is {experiment.Status}"
        : experiment.Force is { } force ? FormattableString.Invariant($"the experiment forces variation {force}")
        : null;

    /// <summary>The reason of an experiment that runs; <c>null</c> if some user is in it, or without steps left.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="work">The steps that are left; <c>null</c> without a limit.</param>
    public static string? ReasonOf(CompiledExperiment experiment, WorkLimit? work = null)
    {
        var source = experiment.Source;
        if (source.Variations.Length < 2)
            return "the experiment has fewer than two variations";
        if (BucketSource.Of(experiment.HashAttribute, experiment.Seed.Seed, source.HashVersion) is null)
            return FormattableString.Invariant($"hash version {source.HashVersion} is unknown");
        var assignment = Assignment.Of(experiment);
        return !IsEmpty(assignment, source.Variations.Length, work) ? null
            : WithoutLast(assignment).HasEmptyFactor ? experiment.Filters is null ? "the range of the namespace has no bucket" : "the ranges of a filter have no bucket"
            : source.Ranges.IsDefault && source.Coverage is <= 0 and var coverage ? FormattableString.Invariant($"the coverage is {coverage}")
            : assignment.HasEmptyFactor ? "no range of a variation has a bucket"
            : "its filters admit none of its buckets";
    }

    private static bool IsEmpty(Assignment assignment, int arms, WorkLimit? work)
    {
        if (assignment.HasEmptyFactor)
            return true;
        return work?.TryTake(assignment.Factors.Sum(factor => (long)factor.Map.Starts.Length) * assignment.Factors.Length) is not false
            && ArmShares.Of(assignment, arms) is { IsMeasured: true, Included.IsZero: true };
    }

    private static Assignment WithoutLast(Assignment assignment) => new(assignment.Factors[..^1]);
}
