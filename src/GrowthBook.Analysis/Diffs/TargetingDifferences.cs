namespace GrowthBook.Analysis;

/// <summary>The differences of two rules, or of two experiments, that attributes decide about, so that shares of random inputs are not exact.</summary>
internal static class TargetingDifferences
{
    private const string OtherCondition = "the new condition does not follow from the old one", OtherPrerequisites = "the prerequisites differ", OtherGroup = "a saved group of the condition differs";

    /// <summary>What differs for an experiment.</summary>
    public static IEnumerable<TargetingDifference> Of(ExperimentPair pair, PayloadPair payloads)
    {
        if (pair is not { OldRule: { } oldRule, NewRule: { } newRule })
            return [];
        return OfRules(oldRule, newRule, payloads).Concat(OfExperiments(oldRule.Json, newRule.Json))
            .Concat(pair is { Old: { } before, New: { } after } ? OfHash(before, after) : [])
            .Concat(OfLeaves(oldRule, newRule, payloads));
    }

    /// <summary>What differs for two rules of any kind, in words.</summary>
    public static IEnumerable<string> Of(WrittenRule old, WrittenRule @new, PayloadPair payloads) => OfRules(old, @new, payloads).Select(difference => difference.Reason);

    private static IEnumerable<TargetingDifference> OfRules(WrittenRule old, WrittenRule @new, PayloadPair payloads)
    {
        var (condition, parents) = (@new.Json["condition"], @new.Json["parentConditions"]);
        if (!old.Json["condition"].Equals(condition))
            yield return new TargetingDifference("condition differs", IsImplied, OtherCondition);
        if (!old.Json["parentConditions"].Equals(parents))
            yield return new TargetingDifference("parentConditions differs", () => Items(parents).All(Items(old.Json["parentConditions"]).ToHashSet().Contains), OtherPrerequisites);
        if (payloads.UsesChangedGroup(parents))
            yield return new TargetingDifference(OtherGroup, Never, OtherPrerequisites);
        else if (payloads.UsesChangedGroup(condition))
            yield return new TargetingDifference(OtherGroup, IsImplied, OtherCondition);
        if (payloads.HasAffectedPrerequisite(@new.Json))
            yield return new TargetingDifference("a prerequisite can have another result", Never, OtherPrerequisites);
        if (HashAttributes.Differ(old, @new))
            yield return new TargetingDifference("the attributes that are hashed differ", () => HashAttributes.NeedsNoMore(@new, old));

        bool IsImplied() => new Implication(payloads).Holds(old.Json["condition"], condition);
    }

    /// <summary>What differs for two experiments of one rule: one per leaf of a contextual bandit.</summary>
    private static IEnumerable<TargetingDifference> OfHash(CompiledExperiment old, CompiledExperiment @new)
    {
        if ((old.Seed.Seed, Version(old)) != (@new.Seed.Seed, Version(@new)))
            yield return new TargetingDifference(ExperimentPair.ExpectedShares, static () => true); // the measure has the users who move
    }

    /// <summary>The URLs, and the variation that an experiment of no feature forces.</summary>
    private static IEnumerable<TargetingDifference> OfExperiments(Value.Object old, Value.Object @new) =>
        from name in (string[])["urlPatterns", "force"]
        where !old[name].Equals(@new[name])
        select new TargetingDifference($"{name} differs", () => @new[name] is Value.Null);

    private static IEnumerable<TargetingDifference> OfLeaves(WrittenRule old, WrittenRule @new, PayloadPair payloads)
    {
        if (payloads.HasOtherLeaves(old.Json, @new.Json))
            yield return new TargetingDifference("the leaves of the contextual bandit differ", Never);
        else if (payloads.HasChangedBandit(@new.Json) && @new.Experiments.Length == 1)
            yield return new TargetingDifference("too many leaves of the contextual bandit for a measure", Never);
    }

    private static Value.Array Items(Value value) => value as Value.Array ?? [];

    private static bool Never() => false;

    private static double Version(CompiledExperiment experiment) => experiment.Source.HashVersion is null or 0 ? Hashing.DefaultVersion : experiment.Source.HashVersion.Value;
}
