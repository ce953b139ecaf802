namespace GrowthBook.Analysis;

/// <summary>The differences of two rules, or of two experiments, that attributes decide about, so that shares of random inputs are not exact.</summary>
internal static class TargetingDifferences
{
    public static IEnumerable<string> Of(ExperimentPair pair, PayloadPair payloads)
    {
        if (pair is not { OldRule: { } oldRule, NewRule: { } newRule })
            return [];
        return Of(oldRule, newRule, payloads).Concat(OfExperiments(oldRule.Json, newRule.Json))
            .Concat(pair is { Old: { } before, New: { } after } ? OfHash(before, after) : [])
            .Concat(OfLeaves(oldRule, newRule, payloads));
    }

    /// <summary>What differs for two rules of any kind.</summary>
    public static IEnumerable<string> Of(WrittenRule old, WrittenRule @new, PayloadPair payloads)
    {
        foreach (var name in (string[])["condition", "parentConditions"])
        {
            if (!old.Json[name].Equals(@new.Json[name]))
                yield return $"{name} differs";
        }
        if (payloads.UsesChangedGroup(@new.Json["condition"]) || payloads.UsesChangedGroup(@new.Json["parentConditions"]))
            yield return "a saved group of the condition differs";
        if (payloads.HasAffectedPrerequisite(@new.Json))
            yield return "a prerequisite can have another result";
        if (AttributesOf(old) is { Length: > 0 } before && AttributesOf(@new) is { Length: > 0 } after && !before.SequenceEqual(after))
            yield return "the attributes that are hashed differ";
    }

    /// <summary>What differs for two experiments of one rule: one per leaf of a contextual bandit.</summary>
    private static IEnumerable<string> OfHash(CompiledExperiment old, CompiledExperiment @new)
    {
        if ((old.Seed.Seed, Version(old)) != (@new.Seed.Seed, Version(@new)))
            yield return ExperimentPair.ExpectedShares;
    }

    /// <summary>The URLs, and the variation that an experiment of no feature forces.</summary>
    private static IEnumerable<string> OfExperiments(Value.Object old, Value.Object @new) =>
        ((string[])["urlPatterns", "force"]).Where(name => !old[name].Equals(@new[name])).Select(name => $"{name} differs");

    private static IEnumerable<string> OfLeaves(WrittenRule old, WrittenRule @new, PayloadPair payloads)
    {
        if (payloads.HasOtherLeaves(old.Json, @new.Json))
            yield return "the leaves of the contextual bandit differ";
        else if (payloads.HasChangedBandit(@new.Json) && @new.Experiments.Length == 1)
            yield return "too many leaves of the contextual bandit for a measure";
    }

    /// <summary>The attributes that decide by their hashes; none for a rule that no user gets, or that each user gets.</summary>
    private static string[] AttributesOf(WrittenRule rule) =>
        [.. rule.Sources.Select(source => source.Attribute).Where(attribute => attribute.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static double Version(CompiledExperiment experiment) => experiment.Source.HashVersion is null or 0 ? Hashing.DefaultVersion : experiment.Source.HashVersion.Value;
}
