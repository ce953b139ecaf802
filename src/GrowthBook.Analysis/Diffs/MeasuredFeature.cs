using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Decides whether the shares of a feature's experiments and rollouts are all that a change does to users. Other rules, gates and the default value have no
/// measure: which users get them is not known.
/// </summary>
internal static class MeasuredFeature
{
    public static bool Is(WrittenFeature? old, WrittenFeature? @new, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads) =>
        old is not null && @new is not null
        && old.Json["defaultValue"].Equals(@new.Json["defaultValue"])
        && MovedItems.RulesOf(pairs).Count == 0
        && pairs.All(pair => HasSameGates(pair.Old, pair.New, payloads))
        && !payloads.CyclicFeatures.Contains(@new.Key)
        && pairs.All(pair => IsSame(pair.Old, pair.New, payloads) || (HasMeasure(pair.Old) && HasMeasure(pair.New)))
        && !pairs.SkipWhile(pair => pair is not ({ } one, { } other) || payloads.IsEdited(one, other) || !payloads.IsAffected(one, other)).Skip(1)
            .Any(pair => IsRollout(pair.Old) || IsRollout(pair.New)); // rollouts have no measure of the users whom a rule takes that follows another feature

    /// <summary>Whether a rule forces its value for a share of users.</summary>
    public static bool IsRollout(WrittenRule? rule) => rule?.Force is { } force && (force.Rollout is not null || force.Filters is not null);

    /// <summary>Whether the gates of a rule end the feature for the same users, of those who reach it. No share has the users who get no value by them.</summary>
    private static bool HasSameGates(WrittenRule? old, WrittenRule? @new, PayloadPair payloads) => !(HasGate(old) || HasGate(@new))
        || (old is not null && @new is not null && old.Json["parentConditions"].Equals(@new.Json["parentConditions"])
            && !payloads.UsesChangedGroup(@new.Json["parentConditions"]) && !payloads.HasAffectedPrerequisite(@new.Json));

    private static bool HasGate(WrittenRule? rule) => rule?.Json["parentConditions"] is Value.Array parents && parents.Any(parent => parent["gate"].IsTruthy);

    private static bool HasMeasure(WrittenRule? rule) => rule is null || rule.Experiment is not null || IsRollout(rule);

    /// <summary>Whether a rule answers the same users with the same value.</summary>
    private static bool IsSame(WrittenRule? old, WrittenRule? @new, PayloadPair payloads) =>
        old is not null && @new is not null && !payloads.IsAffected(old, @new);
}
