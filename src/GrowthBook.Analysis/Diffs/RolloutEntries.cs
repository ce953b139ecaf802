namespace GrowthBook.Analysis;

/// <summary>Decides whether a rollout takes a user whose value differs: the rule of the feature that answers, or of a feature that it requires.</summary>
internal static class RolloutEntries
{
    /// <summary>Whether a rollout answers the user after a change and did not before.</summary>
    /// <param name="before">The user before.</param>
    /// <param name="after">The user after.</param>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="old">The result of the feature before.</param>
    /// <param name="new">The result of the feature after.</param>
    public static bool Has(Context before, Context after, FeatureKey feature, FeatureResult old, FeatureResult @new)
    {
        if (IsEntered(before.Payload.Features, after.Payload.Features, feature.ToString(), old, @new))
            return true;
        var features = after.Payload.Features;
        if (features.NumberOf(feature.ToString()) is not (>= 0 and var number) || !HasPrerequisites(features[number].Rules))
            return false;
        var results = Evaluator.Explain(before, feature).AllFeatures().GroupBy(trace => trace.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Result, StringComparer.Ordinal);
        return Evaluator.Explain(after, feature).AllFeatures().Any(trace => IsEntered(
            before.Payload.Features, features, trace.Key, results.TryGetValue(trace.Key, out var known) ? known : Evaluator.EvalFeature(before, trace.Key).Result, trace.Result));
    }

    private static bool HasPrerequisites(RuleList rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].HasPrerequisites)
                return true;
        }
        return false;
    }

    /// <summary>Whether a rollout gives a result, and not the one before. A rule without an id is another one only if it is no rollout before.</summary>
    private static bool IsEntered(FeatureTable olds, FeatureTable news, string key, FeatureResult old, FeatureResult @new) =>
        RuleOf(news, key, @new) is { } rule && IsRollout(rule)
        && !(RuleOf(olds, key, old) is { } earlier && earlier.Id == rule.Id && (rule.Id.Length > 0 || IsRollout(earlier)));

    private static bool IsRollout(Rule.Force rule) => rule.Rollout is not null || rule.Filters is not null;

    /// <summary>The rule that forces a result; <c>null</c> without one.</summary>
    private static Rule.Force? RuleOf(FeatureTable features, string key, FeatureResult result)
    {
        if (result.Source != FeatureResultSource.Force || features.NumberOf(key) is not (>= 0 and var number))
            return null;
        var rules = features[number].Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is Rule.Force force && ReferenceEquals(force.Answer.Result, result))
                return force;
        }
        return null;
    }
}
