using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Proves that each user of an experiment stays in it with the same variation, or finds a user who does not.</summary>
internal static class Proofs
{
    public static Verdict Of(ExperimentPair pair, ExperimentChange change, PayloadPair payloads)
    {
        ImmutableArray<string> obstacles = [.. Obstacles(pair, change, payloads)];
        if (obstacles.IsEmpty)
            return Verdict.Proved;
        return WitnessSearch.Find(pair, payloads) is { } witness
            ? new Verdict(VerdictKind.Witness, obstacles, witness)
            : new Verdict(VerdictKind.Unknown, obstacles);
    }

    private static IEnumerable<string> Obstacles(ExperimentPair pair, ExperimentChange change, PayloadPair payloads)
    {
        if (pair.Earlier.IsUnreached || pair.Old is not { } old)
            yield break; // no user was in it
        var isSticky = payloads.HasStickyBuckets is not false;
        if (pair.New is not { } @new)
        {
            yield return "the experiment is gone";
            yield break;
        }
        if (change.Measure == ChangeMeasure.Empty)
            yield return change.Reasons.Contains(JointMeasure.NoSample) ? JointMeasure.NoSample : JointMeasure.TooManyInputs;
        if (!change.Measure.IsRamp)
            yield return "buckets of the old ranges have another outcome";
        foreach (var reason in pair.Earlier.Reasons)
            yield return reason;
        foreach (var obstacle in TargetingDifferences.Of(pair, payloads).Select(difference => difference.Obstacle).OfType<string>().Distinct(StringComparer.Ordinal))
            yield return obstacle;
        if (change.Reasons.Contains(ExperimentPair.OtherPrerequisites))
            yield return ExperimentPair.OtherPrerequisites;
        if (old.HashAttribute != @new.HashAttribute || (isSticky && old.FallbackAttribute != @new.FallbackAttribute))
            yield return "the hash attribute differs";
        if (old.Source.Key != @new.Source.Key || (isSticky && (old.Source.BucketVersion ?? 0, old.Source.MinBucketVersion ?? 0, old.IsSticky)
            != (@new.Source.BucketVersion ?? 0, @new.Source.MinBucketVersion ?? 0, @new.IsSticky)))
        {
            yield return "key, bucketVersion, minBucketVersion or disableStickyBucketing differ";
        }
        if (!ExperimentMeasure.KeysOf(old).All(ExperimentMeasure.KeysOf(@new).ToHashSet(StringComparer.Ordinal).Contains))
            yield return "a variation is gone";
    }
}
