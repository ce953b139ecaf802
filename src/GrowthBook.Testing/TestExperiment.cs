using System.Globalization;

namespace GrowthBook.Testing;

/// <summary>Experiments as rules of features.</summary>
internal static class TestExperiment
{
    /// <summary>The members of an experiment rule.</summary>
    private static readonly HashSet<string> RuleMembers = new(StringComparer.Ordinal)
    {
        "key", "variations", "coverage", "weights", "hashAttribute", "fallbackAttribute", "disableStickyBucketing", "bucketVersion",
        "minBucketVersion", "namespace", "meta", "ranges", "name", "phase", "seed", "hashVersion", "filters", "condition", "parentConditions",
    };

    public static TestRule Rule(Experiment experiment, int? variation)
    {
        TestArgument.Name(experiment.Key, nameof(experiment), "experiment");
        var count = experiment.Variations.Length;
        if (count < 2)
            throw Fault(experiment, $"has {Text(count)} variations; an experiment needs at least two");
        if (experiment.Coverage is { } coverage && coverage is not (>= 0 and <= 1))
            throw Fault(experiment, $"has the coverage {Text(coverage)}, which is not from 0 to 1");
        if (!experiment.Weights.IsDefault)
            CheckWeights(experiment, count);
        if (!experiment.Meta.IsDefault && experiment.Meta.Length != count)
            throw Fault(experiment, $"has {Text(experiment.Meta.Length)} entries of meta for {Text(count)} variations");
        if (!experiment.Ranges.IsDefault && experiment.Ranges.Length != count)
            throw Fault(experiment, $"has {Text(experiment.Ranges.Length)} ranges for {Text(count)} variations");

        var rule = experiment.ToValue();
        var unknown = rule.Keys.Where(name => !RuleMembers.Contains(name)).ToList();
        if (unknown.Count > 0)
            throw Fault(experiment, $"sets members that a rule of a feature does not have: {string.Join(", ", unknown)}" + (unknown.Contains("force") ? "; for a variation for all users give its index as `variation`" : ""));
        rule = rule.With("meta", Meta(experiment));
        return new TestRule(
            $"the experiment `{experiment.Key}`", variation is { } index ? Always(experiment, rule, index) : rule, experiment.HashAttribute ?? "id", IsForAll(experiment));
    }

    /// <summary>Each variation with a key, as GrowthBook's server sends it: a stored assignment is found by that key.</summary>
    private static Value Meta(Experiment experiment) => (experiment with
    {
        Meta = [.. Enumerable.Range(0, experiment.Variations.Length).Select(index => experiment.Meta.IsDefault
            ? new VariationMeta(Text(index))
            : experiment.Meta[index] with { Key = experiment.Meta[index].Key ?? Text(index) })],
    }).ToValue()["meta"];

    private static bool IsForAll(Experiment experiment) =>
        experiment is { Coverage: null or >= 1, Condition: null, Namespace: null, MinBucketVersion: null or <= 0 }
        && experiment.Ranges.IsDefault && experiment.Filters.IsDefaultOrEmpty && experiment.ParentConditions.IsDefaultOrEmpty
        && (experiment.Meta.IsDefault || experiment.Meta.All(meta => meta.Passthrough != true));

    /// <summary>All of the weight for one variation.</summary>
    private static Value.Object Always(Experiment experiment, Value.Object rule, int index)
    {
        var count = experiment.Variations.Length;
        if (index < 0 || index >= count)
            throw Fault(experiment, $"has no variation {Text(index)}; its variations are 0 to {Text(count - 1)}");
        if (!experiment.Weights.IsDefault || !experiment.Ranges.IsDefault)
            throw Fault(experiment, "has both shares of variations and a variation for all users; leave out one of them");
        return rule.With("weights", Enumerable.Range(0, count).Select(i => i == index ? 1.0 : 0.0).ToArray());
    }

    private static void CheckWeights(Experiment experiment, int count)
    {
        if (experiment.Weights.Length != count)
            throw Fault(experiment, $"has {Text(experiment.Weights.Length)} weights for {Text(count)} variations");
        if (experiment.Weights.Any(weight => weight is not (>= 0 and <= 1)))
            throw Fault(experiment, "has a weight that is not from 0 to 1");
        var sum = experiment.Weights.Sum();
        if (sum is < 0.99 or > 1.01)
            throw Fault(experiment, $"has weights that add up to {Text(sum)} and not to 1");
    }

    private static ArgumentException Fault(Experiment experiment, string fault) => new($"the experiment `{experiment.Key}` {fault}", nameof(experiment));

    private static string Text(double number) => ((Value)number).ToJson();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
