using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A rule as written, with its compiled form; or one of the payload's own experiments.</summary>
/// <param name="index">The index in the JSON, from 0.</param>
/// <param name="json">The rule's JSON.</param>
/// <param name="id">The rule's id, or the change id of the payload's own experiment; <c>""</c> without one.</param>
/// <param name="force">The rule, if it forces a value.</param>
/// <param name="experiments">
/// The experiment of the rule; of a contextual bandit one per leaf, and last the one for users in no leaf. Empty for other rules.
/// </param>
internal sealed class WrittenRule(int index, Value.Object json, string id, Rule.Force? force, ImmutableArray<ExperimentArm> experiments)
{
    private Assignment? _answering;
    private ImmutableArray<BucketSource> _sources;
    private ImmutableArray<BucketSource> _varyingSources;
    private bool? _isWhole;

    public int Index => index;

    public Value.Object Json => json;

    public string Id => id;

    public Rule.Force? Force => force;

    public ImmutableArray<ExperimentArm> Experiments => experiments;

    /// <summary>The experiment for users in no leaf; <c>null</c> for another rule.</summary>
    public Experiment? Experiment => Experiments.IsEmpty ? null : Experiments[^1].Compiled.Source;

    /// <summary>Whether something other than random inputs decides whether the rule answers.</summary>
    public bool IsTargeted => Json["condition"] is Value.Object { Count: > 0 } || HasPrerequisites || Json["urlPatterns"] is not Value.Null || IsBandit;

    /// <summary>The random inputs that decide about the rule.</summary>
    public ImmutableArray<BucketSource> Sources => _sources.IsDefault ? _sources = [.. AllSources()] : _sources;

    /// <summary>Those of <see cref="Sources"/> whose bucket decides something.</summary>
    public ImmutableArray<BucketSource> VaryingSources => _varyingSources.IsDefault
        ? _varyingSources = [.. (Force is not null ? Answering().Varying : Experiments.SelectMany(arm => Assignment.Of(arm.Compiled).Varying)).Distinct()]
        : _varyingSources;

    /// <summary>Whether the rule answers in each bucket of users, and nothing but the attributes that it hashes decides about them.</summary>
    public bool IsWhole => _isWhole ??= !IsTargeted && !IsGate && Answering().Factors.All(factor => factor.Map.IsConstant && factor.Map.Arms[0] >= 0);

    public bool HasPrerequisites => Json["parentConditions"] is Value.Array { Count: > 0 };

    /// <summary>Whether the rule runs a contextual bandit.</summary>
    public bool IsBandit => Experiments.Length > 0 && Json["contextualBanditRef"].AsString() is { Length: > 0 };

    /// <summary>Whether the leaves of a contextual bandit decide about weights. Default: no.</summary>
    public bool HasLeaves { get; private init; }

    /// <summary>Whether the rule neither forces a value nor runs an experiment.</summary>
    public bool IsGate => Force is null && Experiments.IsEmpty;

    /// <summary>
    /// The assignment of the users whom the rule answers: arm 0 for them. A variation that is passed through does not answer.
    /// </summary>
    public Assignment Answering() => _answering ??= NewAnswering();

    /// <summary>The rule in an application in which no fallback attribute counts, as it is written.</summary>
    public WrittenRule WithoutFallback() => new(Index, Json, Id, WithoutFallback(Force), [.. Experiments.Select(WithoutFallback)]) { HasLeaves = HasLeaves };

    private static Rule.Force? WithoutFallback(Rule.Force? force) => force is not { Rollout: { FallbackAttribute: not null } rollout } ? force : new Rule.Force(
        new Rule.UncommonParts(force.Prerequisites, force.Filters, force.Tracks ?? []),
        force.Condition,
        new Rollout(rollout.Seed, rollout.HashAttribute, null, rollout.Range, rollout.Coverage),
        force.Answer);

    private static ExperimentArm WithoutFallback(ExperimentArm arm) => arm.Compiled.FallbackAttribute is null ? arm
        : arm with { Compiled = new CompiledExperiment(arm.Compiled.Source with { FallbackAttribute = null }, arm.Compiled) };

    /// <summary>The index of the first of some rules of a feature; that of no rule without any.</summary>
    public static int IndexOfFirst(IEnumerable<WrittenRule?> rules) => rules.Min(rule => rule?.Index) ?? int.MaxValue;

    private IEnumerable<BucketSource> AllSources() => (Force is not null
        ? Answering().Factors
        : Experiments.SelectMany(arm => Assignment.Of(arm.Compiled).Factors)).Select(factor => factor.Source).Distinct();

    private Assignment NewAnswering()
    {
        if (Force is not null)
            return Assignment.Of(Force, Json["hashVersion"].AsDouble());
        if (Experiments.IsEmpty)
            return Assignment.Empty;
        var compiled = Experiments[^1].Compiled;
        var assignment = Assignment.Of(compiled);
        var last = assignment.Factors[^1];
        var answering = last with { Map = last.Map.Select(arm => arm >= 0 && compiled.Meta(arm)?.Passthrough is not true ? 0 : BucketMap.None) };
        return new Assignment(assignment.Factors.SetItem(assignment.Factors.Length - 1, answering));
    }

    public static WrittenRule Of(int index, Value.Object json, Rule rule, WorkLimit variations) => rule switch
    {
        Rule.Force force => new WrittenRule(index, json, rule.Id, force, []),
        Rule.Experiment { Bandit: null } experiment => new WrittenRule(index, json, rule.Id, null, [new ExperimentArm(null, experiment.Compiled)]),
        Rule.Experiment experiment => OfBandit(index, json, experiment, experiment.Bandit!.Source, variations),
        Rule.Gate => new WrittenRule(index, json, rule.Id, null, []),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One of the payload's own experiments.</summary>
    public static WrittenRule OfOwn(int index, Value.Object json, Experiment experiment) =>
        new(index, json, experiment.ChangeId ?? "", null, [new ExperimentArm(null, new CompiledExperiment(experiment))]);

    /// <summary>The id, or for a rule without one its number in the list, from 1.</summary>
    public override string ToString() => Id.Length > 0 ? $"`{PlainText.Of(Id, PlainText.MaxName)}`" : FormattableString.Invariant($"{Index + 1}");

    private static WrittenRule OfBandit(int index, Value.Object json, Rule.Experiment rule, Bandit bandit, WorkLimit variations) =>
        new(index, json, rule.Id, null, ArmsOf(rule, bandit, variations)) { HasLeaves = bandit.Leaves.Length > 0 };

    private static ImmutableArray<ExperimentArm> ArmsOf(Rule.Experiment rule, Bandit bandit, WorkLimit variations) =>
        !variations.TryTake((long)bandit.Leaves.Length * rule.Compiled.Source.Variations.Length) ? [new ExperimentArm(null, rule.Bandit!.Fallback)] :
    [
        .. bandit.Leaves.Select(leaf => new ExperimentArm(leaf.Id, new CompiledExperiment(rule.Compiled.Source with { Weights = leaf.Weights }))),
        new ExperimentArm(null, rule.Bandit!.Fallback),
    ];
}

/// <summary>An experiment of a rule.</summary>
/// <param name="Leaf">The id of a contextual bandit's leaf; <c>null</c> for the experiment of users in no leaf.</param>
/// <param name="Compiled">The experiment.</param>
internal sealed record ExperimentArm(int? Leaf, CompiledExperiment Compiled);
