namespace GrowthBook.Analysis;

/// <summary>Values that a feature has for all users, by proof.</summary>
internal static class ExpectationProofs
{
    /// <summary>The values that a feature can have, as far as rules are not proved to be unreachable.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="cyclic">The features that <see cref="MeetingCycles"/> gives.</param>
    /// <param name="verdictsOf">The verdicts on rules.</param>
    /// <param name="byBuckets">Whether variations come from buckets only: neither from stored assignments nor by force.</param>
    public static IEnumerable<Value> PossibleValues(FeatureSource feature, HashSet<string> cyclic, Func<FeatureSource, IEnumerable<RuleVerdict>> verdictsOf, bool byBuckets)
    {
        var verdicts = verdictsOf(feature).ToDictionary(verdict => verdict.Rule);
        foreach (var rule in feature.Rules.Where(rule => rule.IsUsed))
        {
            if (rule.Compiled!.Prerequisites.Any(prerequisite => prerequisite.IsGate || cyclic.Contains(prerequisite.Key)))
                yield return Value.Null.Instance;
            if (verdicts.TryGetValue(rule, out var verdict) && verdict is { Reach: RuleReach.Never or RuleReach.Shadowed, ExceptLists: false } && HoldsForAll(verdict, byBuckets))
                continue;
            var shares = byBuckets ? SharesOf(rule) : null;
            foreach (var (index, value) in TypeLint.ValuesOf(rule).Index())
            {
                if (!PassesThrough(rule, index) && shares?.Counts[index].IsZero is not true)
                    yield return value.Value;
            }
            if (rule.AnswersAll)
                yield break;
        }
        yield return feature.DefaultValue;
    }

    /// <summary>The features that need themselves through prerequisites, and those that need one of these: where a circle is met, their value is <c>null</c>.</summary>
    public static HashSet<string> MeetingCycles(PayloadSource source) => References.Referring(
        source.Payload.CyclicFeatures, source.Features.SelectMany(feature => PrerequisiteLint.KeysOf(feature).Select(key => (feature.Key, key))));

    /// <summary>
    /// Whether a verdict that no user reaches a rule holds in each context. A forced variation and a stored assignment lead to an experiment without its condition, and a
    /// context without experiments leads past those before the rule.
    /// </summary>
    private static bool HoldsForAll(RuleVerdict verdict, bool byBuckets) =>
        verdict.Rule.Experiment is not null ? byBuckets : !verdict.By.Any(rule => rule.Experiment is not null);

    /// <summary>Whether later rules decide the value of the users of a variation.</summary>
    private static bool PassesThrough(RuleSource rule, int variation) => rule.Compiled is Rule.Experiment { Compiled: var experiment } && experiment.Meta(variation)?.Passthrough is true;

    /// <summary>The shares of the variations of a rule; <c>null</c> for a rule without an experiment, for a bandit, and if they are not measured.</summary>
    private static ArmShares? SharesOf(RuleSource rule) => rule.Compiled is Rule.Experiment { Bandit: null, Compiled: var experiment }
        && ArmShares.Of(Assignment.Of(experiment), experiment.Source.Variations.Length) is { IsMeasured: true } shares ? shares : null;
}
