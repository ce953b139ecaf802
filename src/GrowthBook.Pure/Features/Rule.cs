namespace GrowthBook;

/// <summary>
/// A compiled rule of a feature: it forces a value, runs an experiment, or does neither and only has prerequisites.
/// </summary>
internal abstract class Rule(Prerequisite[] prerequisites, CompiledFilter[]? filters)
{
    public abstract string Id { get; }

    public Prerequisite[] Prerequisites => prerequisites;

    public CompiledFilter[]? Filters => filters;

    /// <summary>What kind of rule it is, for a trace.</summary>
    public abstract string Kind { get; }

    /// <summary>The answer of the rule for a user whose prerequisites are met, or <c>null</c> to go on with the next rule.</summary>
    public abstract Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state);

    /// <summary>A rule that forces a value for the users who meet its condition, or for a share of them.</summary>
    internal sealed class Force(
        Prerequisite[] prerequisites,
        CompiledFilter[]? filters,
        ConditionNode? condition,
        Rollout? rollout,
        Effect.ExperimentViewed[] tracks,
        Effect.FeatureEvaluated answer)
        : Rule(prerequisites, filters)
    {
        public override string Id => answer.Result.RuleId;

        public override string Kind => "force";

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state)
        {
            if (Filters is not null && !Steps.PassesFilters(Filters, ref state))
                return null;
            if (condition is not null && !Steps.MeetsCondition(condition, ref state))
                return null;
            if (rollout is not null && !Steps.IsInRollout(rollout, ref state))
                return null;
            foreach (var track in tracks)
                state.View(track);
            return answer;
        }
    }

    /// <summary>A rule that runs an experiment, or a contextual bandit.</summary>
    internal sealed class Experiment(
        string id,
        Prerequisite[] prerequisites,
        CompiledExperiment experiment,
        CompiledBandit? bandit)
        : Rule(prerequisites, experiment.Filters)
    {
        public override string Id => id;

        public CompiledExperiment Compiled => experiment;

        public override string Kind => "experiment";

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state)
        {
            if (Filters is not null && !Steps.PassesFilters(Filters, ref state))
                return null;
            var chosen = bandit is null ? experiment : Steps.ChooseLeaf(bandit, ref state);
            var result = ExperimentSteps.Run(chosen, feature.Key, ref state);
            if (!result.InExperiment || result.Passthrough)
                return null;

            // Without a hash there was no draw from the leaf's weights, so the experiment does not name the leaf.
            var source = chosen.Source.ContextualBandit is not null && !result.HashUsed
                ? chosen.Source with { ContextualBandit = null }
                : chosen.Source;
            return new Effect.FeatureEvaluated(
                feature.Key, new FeatureResult(result.Value, FeatureResultSource.Experiment, Id, source, result));
        }
    }

    /// <summary>A rule without value or variations: its prerequisites are those of the whole feature.</summary>
    internal sealed class Gate(string id, Prerequisite[] prerequisites) : Rule(prerequisites, null)
    {
        public override string Id => id;

        public override string Kind => "gate";

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state) => null;
    }
}
