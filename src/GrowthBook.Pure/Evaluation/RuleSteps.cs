using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>Evaluates one rule whose prerequisites are met: the one switch over the kinds of rules.</summary>
internal static class RuleSteps
{
    /// <summary>The answer of a rule, or <c>null</c> to continue with the next rule.</summary>
    public static Effect.FeatureEvaluated? Answer(Rule rule, in Feature feature, ref EvaluationState state)
    {
        if (rule.Filters is { } filters && !Steps.PassesFilters(filters, ref state))
            return null;
        var answer = rule switch
        {
            Rule.Force force => Force(force, ref state),
            Rule.Experiment experiment => Experiment(experiment, feature.Key, ref state),
            Rule.Gate => null,
            _ => throw new UnreachableException(),
        };
        if (answer is not null && rule.Tracks is { } tracks)
        {
            foreach (var track in tracks)
                state.View(track);
        }
        return answer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Effect.FeatureEvaluated? Force(Rule.Force rule, ref EvaluationState state)
    {
        if (rule.Condition is { } condition && !Steps.MeetsCondition(condition, ref state))
            return null;
        return rule.Rollout is { } rollout && !Steps.IsInRollout(rollout, ref state) ? null : rule.Answer;
    }

    private static Effect.FeatureEvaluated? Experiment(Rule.Experiment rule, string featureKey, ref EvaluationState state)
    {
        var chosen = rule.Bandit is null ? rule.Compiled : Steps.ChooseLeaf(rule.Bandit, ref state);
        var result = ExperimentSteps.Run(chosen, featureKey, ref state);
        if (!result.InExperiment || result.Passthrough)
            return null;

        // The leaf's weights decide only where a hash is used; otherwise the experiment does not name the leaf.
        var source = chosen.Source.ContextualBandit is not null && !result.HashUsed
            ? chosen.Source with { ContextualBandit = null }
            : chosen.Source;
        return new Effect.FeatureEvaluated(
            featureKey, new FeatureResult(result.Value, FeatureResultSource.Experiment, rule.Id, source, result));
    }
}
