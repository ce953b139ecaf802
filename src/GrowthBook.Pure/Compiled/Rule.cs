using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// A compiled rule of a feature, as data: it forces a value, runs an experiment, or is a gate. The evaluation has one
/// switch over these cases.
/// </summary>
internal abstract class Rule
{
    private readonly UncommonParts? _uncommon;

    private Rule(UncommonParts? uncommon) => _uncommon = uncommon;

    /// <summary>The id in the payload; <c>""</c> without one.</summary>
    public abstract string Id { get; }

    /// <summary>The kind of rule, for a trace.</summary>
    public abstract RuleKind Kind { get; }

    /// <summary>Whether the values of other features decide whether the rule is looked at.</summary>
    public bool HasPrerequisites => _uncommon is not null && _uncommon.Prerequisites.Length > 0;

    /// <summary>The features whose values decide whether the rule is looked at, in order.</summary>
    public Prerequisite[] Prerequisites => _uncommon is null ? [] : _uncommon.Prerequisites;

    /// <summary>The filters that a user must pass; <c>null</c> without filters.</summary>
    public CompiledFilter[]? Filters => _uncommon?.Filters;

    /// <summary>The exposures that the rule reports when it answers; <c>null</c> or empty without <c>tracks</c>.</summary>
    public Effect.ExperimentViewed[]? Tracks => _uncommon?.Tracks;

    /// <summary>Forces a value for the users who meet the condition and are in the rollout.</summary>
    internal sealed class Force(
        UncommonParts? uncommon, ConditionNode? condition, Rollout? rollout, Effect.FeatureEvaluated answer)
        : Rule(uncommon)
    {
        public override string Id => answer.Result.RuleId;

        public override RuleKind Kind => RuleKind.Force;

        /// <summary><c>null</c> for all users.</summary>
        public ConditionNode? Condition => condition;

        /// <summary><c>null</c> for all users.</summary>
        public Rollout? Rollout => rollout;

        public Effect.FeatureEvaluated Answer => answer;
    }

    /// <summary>Runs an experiment, or a contextual bandit.</summary>
    internal sealed class Experiment(string id, UncommonParts? uncommon, CompiledExperiment experiment, CompiledBandit? bandit)
        : Rule(uncommon)
    {
        public override string Id => id;

        public override RuleKind Kind => RuleKind.Experiment;

        public CompiledExperiment Compiled => experiment;

        /// <summary>The experiment by the bandit's leaves; <c>null</c> for an experiment that is no contextual bandit.</summary>
        public CompiledBandit? Bandit => bandit;
    }

    /// <summary>Neither value nor variations: its prerequisites are those of the whole feature.</summary>
    internal sealed class Gate(string id, UncommonParts? uncommon) : Rule(uncommon)
    {
        public override string Id => id;

        public override RuleKind Kind => RuleKind.Gate;
    }

    /// <summary>The parts that few rules have. Rules without them share <c>null</c>.</summary>
    internal sealed record UncommonParts(Prerequisite[] Prerequisites, CompiledFilter[]? Filters, Effect.ExperimentViewed[] Tracks)
    {
        /// <summary>The parts of a rule; <c>null</c> where it has none of them.</summary>
        public static UncommonParts? Of(
            Prerequisite[] prerequisites, CompiledFilter[]? filters = null, ImmutableArray<Effect.ExperimentViewed> tracks = default) =>
            prerequisites.Length == 0 && filters is null && tracks.IsDefaultOrEmpty
                ? null
                : new UncommonParts(prerequisites, filters, tracks.IsDefaultOrEmpty ? [] : [.. tracks]);
    }
}
