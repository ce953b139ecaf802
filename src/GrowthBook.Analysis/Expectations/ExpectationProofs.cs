using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Expectations that hold for all users: shares by measure, constant values by proof.</summary>
internal static class ExpectationProofs
{
    private const double DefaultTolerance = 0.01;

    /// <summary>The shares of the variations by key among the users in the experiment; 0 each for one that no user is in.</summary>
    public static Dictionary<string, double> Shares(Experiment experiment)
    {
        var compiled = new CompiledExperiment(experiment);
        var shares = ArmShares.Of(Assignment.Of(compiled), experiment.Variations.Length).OfIncluded;
        return Enumerable.Range(0, shares.Length)
            .GroupBy(i => compiled.Meta(i)?.Key ?? i.ToString(CultureInfo.InvariantCulture))
            .ToDictionary(same => same.Key, same => same.Sum(i => shares[i]));
    }

    /// <summary>What differs from expected shares.</summary>
    public static IEnumerable<string> CheckShares(Experiment experiment, Value.Object expected, bool isExact)
    {
        var shares = Shares(experiment);
        foreach (var (key, share) in expected)
        {
            var actual = shares.GetValueOrDefault(key);
            if (share is not Value.Number { Content: var number } || Math.Abs(number - actual) > (isExact ? 1e-9 : DefaultTolerance))
                yield return $"the share of `{Finding.Name(key)}` is {Math.Round(actual, 6).ToString(CultureInfo.InvariantCulture)}, expected {Finding.Text(share)}";
        }
    }

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
