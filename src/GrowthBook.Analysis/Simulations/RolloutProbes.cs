namespace GrowthBook.Analysis;

/// <summary>
/// Makes a payload that says who reaches its rollouts. A copy of each feature has a gate before each rollout, with the rollout's prerequisites and a probe: a
/// feature with the rollout's condition and without its chance. The gate decides nothing, and the report of the probe says that the user has reached the rollout.
/// </summary>
/// <param name="payload">The payload.</param>
internal sealed class RolloutProbes(Payload payload)
{
    private readonly List<Feature> _unlisted = [];
    private readonly Dictionary<Effect, (Assignment Rollout, int At)> _reached = new(ReferenceEqualityComparer.Instance);

    /// <summary>The rollouts that reports of probes name, each with its index among what is counted.</summary>
    public IReadOnlyDictionary<Effect, (Assignment Rollout, int At)> Reached => _reached;

    /// <summary>Adds a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="indexOf">The index of a rollout among what is counted; -1 for another rule.</param>
    /// <returns>The number of the feature to evaluate: its own without a rollout.</returns>
    public int Add(WrittenFeature feature, Func<WrittenRule, int> indexOf)
    {
        var number = payload.Features.NumberOf(feature.Key);
        var original = payload.Features[number];
        var rules = new List<Rule>();
        for (var i = 0; i < feature.Rules.Length; i++)
        {
            if (original.Rules[i] is Rule.Force rule && indexOf(feature.Rules[i]) is >= 0 and var at)
                rules.Add(Gate(rule, Probe(rule, feature.Rules[i].Answering(), at)));
            rules.Add(original.Rules[i]);
        }
        return rules.Count == original.Rules.Count ? number : Add(new Feature(feature.Key, original.Default.Result, new RuleList(rules)));
    }

    /// <summary>The payload with the copies: it answers as the payload does.</summary>
    public Payload ToPayload() => Payload.Of(new CompiledPayload(
        payload.Features.WithUnlisted(_unlisted), payload.Pages, payload.SavedGroups, payload.StickyBucketAttributes, payload.DateUpdated));

    private static Rule.Gate Gate(Rule.Force rule, Prerequisite probe) => new("", Rule.UncommonParts.Of([.. rule.Prerequisites, probe]));

    private Prerequisite Probe(Rule.Force rule, Assignment rollout, int at)
    {
        var key = FormattableString.Invariant($"rollout {at}"); // usage is reported once per key
        while (payload.Features.NumberOf(key) >= 0)
            key += "′";
        var reached = new Effect.FeatureEvaluated(key, new FeatureResult(true, FeatureResultSource.Force));
        _reached.Add(reached, (rollout, at));
        return new Prerequisite(key, Add(new Feature(key, new FeatureResult(Value.Null.Instance, FeatureResultSource.DefaultValue), new RuleList([new Rule.Force(null, rule.Condition, null, reached)]))), null, null);
    }

    private int Add(Feature unlisted)
    {
        _unlisted.Add(unlisted);
        return payload.Features.EntryCount + _unlisted.Count - 1;
    }
}
