namespace GrowthBook.Analysis;

/// <summary>
/// Makes a payload that says who reaches its rollouts. In a copy of their feature, each rollout needs one more prerequisite: a probe, which has the rollout's
/// condition and not its chance, and which is met whatever its value. Its report says that a user has reached the rollout.
/// </summary>
/// <param name="payload">The payload.</param>
internal sealed class RolloutProbes(Payload payload)
{
    /// <summary>The value that a probe has for users who meet the condition. Other features do not have this object.</summary>
    private static readonly Value Reached = new Value.String("reached");

    private readonly List<Feature> _unlisted = [];
    private readonly Dictionary<Effect, (Assignment Rollout, string? Fallback, int At)> _rollouts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The rollout that an effect says the user has reached, with its fallback attribute and its index among what is counted; <c>null</c> for another effect.</summary>
    public (Assignment Rollout, string? Fallback, int At)? ReachedBy(Effect effect) =>
        effect is Effect.FeatureEvaluated evaluated && ReferenceEquals(evaluated.Result.Value, Reached) ? _rollouts[effect] : null;

    /// <summary>Adds a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="indexOf">The index of a rollout among what is counted; -1 for another rule.</param>
    /// <returns>The number of the feature to evaluate: its own without a rollout.</returns>
    public int Add(WrittenFeature feature, Func<WrittenRule, int> indexOf)
    {
        var number = payload.Features.NumberOf(feature.Key);
        var original = payload.Features[number];
        var (rules, isCopied) = (new List<Rule>(), false);
        for (var i = 0; i < feature.Rules.Length; i++)
        {
            var at = indexOf(feature.Rules[i]);
            rules.Add(at >= 0 ? Probed((Rule.Force)original.Rules[i], feature.Rules[i].Answering(), at) : original.Rules[i]);
            isCopied |= at >= 0;
        }
        return isCopied ? Add(new Feature(feature.Key, original.Default.Result, new RuleList(rules))) : number;
    }

    /// <summary>The payload with the copies: it answers as the payload does.</summary>
    public Payload ToPayload() => Payload.Of(new CompiledPayload(
        payload.Features.WithUnlisted(_unlisted), payload.Pages, payload.SavedGroups, payload.StickyBucketAttributes, payload.DateUpdated));

    private Rule.Force Probed(Rule.Force rule, Assignment rollout, int at)
    {
        var key = FormattableString.Invariant($"rollout {at}"); // usage is reported once per key
        while (payload.Features.NumberOf(key) >= 0)
            key += "′";
        var probe = ProbeOf(key, rule.Condition, out var reached);
        _rollouts.Add(reached, (rollout, rule.Rollout?.FallbackAttribute, at));
        var parts = Rule.UncommonParts.Of([.. rule.Prerequisites, new Prerequisite(key, Add(probe), null, null)], rule.Filters, [.. rule.Tracks ?? []]);
        return new Rule.Force(parts, rule.Condition, rule.Rollout, rule.Answer);
    }

    private static Feature ProbeOf(string key, ConditionNode? condition, out Effect.FeatureEvaluated reached)
    {
        var result = new FeatureResult(Reached, FeatureResultSource.Force);
        if (condition is null)
        {
            var probe = new Feature(key, result, default);
            reached = probe.Default;
            return probe;
        }
        reached = new Effect.FeatureEvaluated(key, result);
        return new Feature(key, new FeatureResult(Value.Null.Instance, FeatureResultSource.DefaultValue), new RuleList([new Rule.Force(null, condition, null, reached)]));
    }

    private int Add(Feature unlisted)
    {
        _unlisted.Add(unlisted);
        return payload.Features.EntryCount + _unlisted.Count - 1;
    }
}
