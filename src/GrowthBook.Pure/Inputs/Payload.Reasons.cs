using System.Diagnostics;

namespace GrowthBook;

public sealed partial class Payload
{
    /// <summary>Why a feature has its value, with the difference between targeting and a value of every user.</summary>
    /// <param name="key">The feature's key.</param>
    /// <param name="result">The result of the feature's evaluation with this payload.</param>
    /// <returns>The reason. Of a forced value that is not the result of this payload: <see cref="EvaluationReason.Static"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <c>null</c>.</exception>
    public EvaluationReason ReasonOf(FeatureKey key, FeatureResult result) => (result ?? throw new ArgumentNullException(nameof(result))).Source switch
    {
        FeatureResultSource.DefaultValue => RulesOf(key).IsEmpty ? EvaluationReason.Static : EvaluationReason.Default,
        FeatureResultSource.Force => IsTargeted(RulesOf(key), result) ? EvaluationReason.TargetingMatch : EvaluationReason.Static,
        FeatureResultSource.Override => EvaluationReason.Static,
        FeatureResultSource.Experiment => EvaluationReason.Split,
        FeatureResultSource.Prerequisite => EvaluationReason.Disabled,
        FeatureResultSource.UnknownFeature or FeatureResultSource.CyclicPrerequisite => EvaluationReason.Error,
        _ => throw new UnreachableException(),
    };

    private RuleList RulesOf(FeatureKey key) => Features.NumberOf(key.ToString()) is >= 0 and var number ? Features[number].Rules : default;

    /// <summary>Whether the rule with the result has a condition of any kind. A rule has one result, which evaluations return as it is.</summary>
    private static bool IsTargeted(RuleList rules, FeatureResult result)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is Rule.Force rule && ReferenceEquals(rule.Answer.Result, result))
                return (rule.Condition ?? ConditionNode.Always) != ConditionNode.Always || rule.Rollout is not null || rule.Filters is not null || rule.HasPrerequisites;
        }
        return false;
    }
}
