using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The random inputs that alone decide whether a rule answers a user who meets its condition.</summary>
/// <param name="Factors">The inputs with their maps; without any, the rule answers each of these users.</param>
/// <param name="Fallback">The attribute that replaces a missing one while sticky bucketing is on; <c>null</c> without one.</param>
internal sealed record AnsweringInputs(ImmutableArray<Assignment.Factor> Factors, string? Fallback)
{
    /// <summary>Whether the rule answers in each bucket of its inputs, so that it answers each user who has their attributes.</summary>
    public bool AreWhole => Factors.All(IsWhole);

    /// <summary>The input whose buckets decide: the one that varies, or the last one if none does. <c>null</c> without inputs and if several vary.</summary>
    public Assignment.Factor? Deciding => Factors.RemoveAll(IsWhole) switch
    {
        [] => Factors is [.., var last] ? last : null,
        [var only] => only,
        _ => null,
    };

    /// <summary>
    /// The inputs of a rule; <c>null</c> where more than a condition and they decide: prerequisites, filters, the leaves of a contextual bandit, a variation that is
    /// passed through, and stored assignments of an old version.
    /// </summary>
    public static AnsweringInputs? Of(RuleSource rule) => rule.Compiled switch
    {
        Rule.Force { HasPrerequisites: false, Filters: null } force =>
            new AnsweringInputs(Assignment.Of(force, rule.Node["hashVersion"]?.Value.AsDouble()).Factors, force.Rollout?.FallbackAttribute),
        Rule.Experiment { HasPrerequisites: false, Filters: null, Bandit: null, Compiled: var experiment } when !HasPassthrough(experiment) && !IsPassedByStored(experiment) =>
            new AnsweringInputs(Assignment.Of(experiment).Factors, experiment.IsSticky ? experiment.FallbackAttribute : null),
        _ => null,
    };

    /// <summary>Whether users with a stored assignment pass an experiment: one of an old version, or of a variation that is passed through, which needs no bucket.</summary>
    public static bool IsPassedByStored(CompiledExperiment experiment) => experiment.IsSticky && (experiment.Source.MinBucketVersion > 0 || HasPassthrough(experiment));

    private static bool IsWhole(Assignment.Factor factor) => factor.Map.Arms.All(arm => arm >= 0);

    private static bool HasPassthrough(CompiledExperiment experiment) => Enumerable.Range(0, experiment.Source.Variations.Length).Any(variation => experiment.Meta(variation)?.Passthrough is true);
}
