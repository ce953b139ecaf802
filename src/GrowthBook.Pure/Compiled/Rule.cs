namespace GrowthBook;

/// <summary>
/// A compiled rule of a feature: it forces a value, runs an experiment, or does neither and only has prerequisites.
/// </summary>
internal abstract class Rule(Prerequisite[] prerequisites)
{
    public abstract string Id { get; }

    public Prerequisite[] Prerequisites => prerequisites;

    /// <summary>What kind of rule it is, for a trace.</summary>
    public abstract RuleKind Kind { get; }

    /// <summary>The experiment that the rule runs, if it does.</summary>
    public virtual CompiledExperiment? Compiled => null;

    /// <summary>The answer of the rule for a user whose prerequisites are met, or <c>null</c> to go on with the next rule.</summary>
    public abstract Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state);

    /// <summary>A rule that forces a value for the users who meet its condition, or for a share of them.</summary>
    internal sealed class Force(
        Prerequisite[] prerequisites, ConditionNode? condition, Rollout? rollout, Effect.FeatureEvaluated answer)
        : Rule(prerequisites)
    {
        public override string Id => answer.Result.RuleId;

        public override RuleKind Kind => RuleKind.Force;

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state)
        {
            if (condition is not null && !Steps.MeetsCondition(condition, ref state))
                return null;
            if (rollout is not null && !Steps.IsInRollout(rollout, ref state))
                return null;
            return answer;
        }
    }

    /// <summary>A rule that runs an experiment, or a contextual bandit.</summary>
    internal sealed class Experiment(
        string id, Prerequisite[] prerequisites, CompiledExperiment experiment, CompiledBandit? bandit)
        : Rule(prerequisites)
    {
        public override string Id => id;

        public override CompiledExperiment Compiled => experiment;

        public override RuleKind Kind => RuleKind.Experiment;

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state)
        {
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
    internal sealed class Gate(string id, Prerequisite[] prerequisites) : Rule(prerequisites)
    {
        public override string Id => id;

        public override RuleKind Kind => RuleKind.Gate;

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state) => null;
    }

    /// <summary>A rule with something that few rules have, around the rule that it would be without that.</summary>
    internal abstract class Around(Rule rule) : Rule(rule.Prerequisites)
    {
        public override string Id => rule.Id;

        public override RuleKind Kind => rule.Kind;

        public override CompiledExperiment? Compiled => rule.Compiled;

        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state) => rule.Answer(in feature, ref state);
    }

    /// <summary>A rule for the users who pass its filters.</summary>
    internal sealed class Filtered(CompiledFilter[] filters, Rule rule) : Around(rule)
    {
        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state) =>
            Steps.PassesFilters(filters, ref state) ? base.Answer(in feature, ref state) : null;
    }

    /// <summary>A rule that, where it answers, also reports exposures that somebody else has worked out.</summary>
    internal sealed class Tracked(Effect.ExperimentViewed[] tracks, Rule rule) : Around(rule)
    {
        public override Effect.FeatureEvaluated? Answer(in Feature feature, ref EvaluationState state)
        {
            if (base.Answer(in feature, ref state) is not { } answer)
                return null;
            foreach (var track in tracks)
                state.View(track);
            return answer;
        }
    }
}
