namespace GrowthBook.Analysis;

/// <summary>Values that a feature has for all users, by proof.</summary>
internal static class ExpectationProofs
{
    /// <summary>The values that a feature can have, as far as rules are not proved to be unreachable.</summary>
    public static IEnumerable<Value> PossibleValues(FeatureSource feature, Func<FeatureSource, IEnumerable<RuleVerdict>> verdictsOf)
    {
        var verdicts = verdictsOf(feature).ToDictionary(verdict => verdict.Rule);
        foreach (var rule in feature.Rules.Where(rule => rule.IsUsed))
        {
            if (rule.Compiled!.Prerequisites.Any(prerequisite => prerequisite.IsGate))
                yield return Value.Null.Instance;
            if (verdicts.TryGetValue(rule, out var verdict) && verdict is { Reach: RuleReach.Never or RuleReach.Shadowed, ExceptLists: false })
                continue;
            foreach (var value in TypeLint.ValuesOf(rule))
                yield return value.Value;
            if (rule.Compiled is Rule.Force { HasPrerequisites: false, Filters: null, Rollout: null } && rule.IsForAllUsers)
                yield break;
        }
        yield return feature.DefaultValue;
    }
}
