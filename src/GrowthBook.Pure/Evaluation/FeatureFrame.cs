namespace GrowthBook;

/// <summary>How far the evaluation of one feature has come: the rule it is at and the prerequisite of that rule.</summary>
internal struct FeatureFrame(Feature feature, int first = 0)
{
    private int _rule = first;
    private int _prerequisite;

    public readonly Feature Feature => feature;

    /// <summary>
    /// Walks the feature's rules until one answers or a prerequisite must be known first. Whoever drives the
    /// evaluation finds out that prerequisite and calls again with its result.
    /// </summary>
    /// <param name="prerequisite">The result of the prerequisite that was asked for, <c>null</c> at the first call.</param>
    /// <param name="state">The evaluation.</param>
    /// <param name="needed">The prerequisite to find out next.</param>
    /// <returns>The answer, or <c>null</c> when a prerequisite is needed.</returns>
    public Effect.FeatureEvaluated? Advance(FeatureResult? prerequisite, ref EvaluationState state, out Prerequisite? needed)
    {
        var rules = feature.Rules;
        var count = rules.Count;
        for (; _rule < count; _rule++, _prerequisite = 0)
        {
            var rule = rules[_rule];
            var prerequisites = rule.Prerequisites;
            if (prerequisite is null)
                state.Trace?.EnterRule();
            while (_prerequisite < prerequisites.Length)
            {
                var next = prerequisites[_prerequisite];
                if (prerequisite is null)
                {
                    needed = next;
                    return null;
                }
                var result = prerequisite;
                prerequisite = null;
                if (result.Source == FeatureResultSource.CyclicPrerequisite)
                {
                    state.Trace?.CyclicPrerequisite(next, result);
                    return Cyclic(out needed);
                }
                if (!Steps.MeetsPrerequisite(next, result, ref state))
                {
                    if (!next.IsGate)
                        goto NextRule;
                    needed = null;
                    return next.Closed;
                }
                _prerequisite++;
            }
            if (rule.Answer(in feature, ref state) is { } answer)
            {
                needed = null;
                return answer;
            }
        NextRule:;
        }
        needed = null;
        return feature.Default;
    }

    private readonly Effect.FeatureEvaluated Cyclic(out Prerequisite? needed)
    {
        needed = null;
        return new Effect.FeatureEvaluated(feature.Key, new FeatureResult(Value.Null.Instance, FeatureResultSource.CyclicPrerequisite));
    }
}
