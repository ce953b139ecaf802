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

    /// <summary>Returns the rule of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="variation">The variation of all users; <c>null</c> if the hash chooses.</param>
    /// <param name="isWhole">Whether the caller gave the experiment as one argument <c>experiment</c>, and not its members as arguments.</param>
    /// <exception cref="ArgumentException">The experiment has a fault; the parameter is the caller's.</exception>
    public static TestRule Rule(Experiment experiment, int? variation, bool isWhole)
    {
        TestArgument.Name(experiment.Key, ParameterOf("key"), "experiment");
        var count = experiment.Variations.Length;
        if (count < 2)
            throw Fault("variations", $"has {Text(count)} variations; an experiment needs at least two");
        if (experiment.Coverage is { } coverage && coverage is not (>= 0 and <= 1))
            throw Fault("coverage", $"has the coverage {Text(coverage)}, which is not from 0 to 1");
        if (WeightsFault(experiment, count) is { } weights)
            throw Fault("weights", weights);
        if (!experiment.Meta.IsDefault && experiment.Meta.Length != count)
            throw Fault("meta", $"has {Text(experiment.Meta.Length)} entries of meta for {Text(count)} variations");
        if (!experiment.Ranges.IsDefault && experiment.Ranges.Length != count)
            throw Fault("ranges", $"has {Text(experiment.Ranges.Length)} ranges for {Text(count)} variations");

        var rule = experiment.ToValue();
        var unknown = rule.Keys.Where(name => !RuleMembers.Contains(name)).ToList();
        if (unknown.Count > 0)
            throw Fault(nameof(experiment), $"sets members that a rule of a feature does not have: {string.Join(", ", unknown)}" + (unknown.Contains("force") ? "; for a variation for all users give its index as `variation`" : ""));
        rule = rule.With("meta", Meta(experiment));
        if (variation is { } index)
        {
            if (VariationFault(experiment, index) is { } fault)
                throw Fault(nameof(variation), fault);
            rule = rule.With("weights", Enumerable.Range(0, count).Select(i => i == index ? 1.0 : 0.0).ToArray()); // all of the weight
        }
        return new TestRule($"the experiment `{experiment.Key}`", rule, experiment.HashAttribute ?? "id", IsForAll(experiment));

        ArgumentException Fault(string member, string fault) => new($"the experiment `{experiment.Key}` {fault}", ParameterOf(member));
        string ParameterOf(string member) => isWhole && member != nameof(variation) ? nameof(experiment) : member;
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

    private static string? VariationFault(Experiment experiment, int index)
    {
        var count = experiment.Variations.Length;
        if (index < 0 || index >= count)
            return $"has no variation {Text(index)}; its variations are 0 to {Text(count - 1)}";
        return experiment.Weights.IsDefault && experiment.Ranges.IsDefault ? null : "has both shares of variations and a variation for all users; leave out one of them";
    }

    private static string? WeightsFault(Experiment experiment, int count)
    {
        if (experiment.Weights.IsDefault)
            return null;
        if (experiment.Weights.Length != count)
            return $"has {Text(experiment.Weights.Length)} weights for {Text(count)} variations";
        if (experiment.Weights.Any(weight => weight is not (>= 0 and <= 1)))
            return "has a weight that is not from 0 to 1";
        var sum = experiment.Weights.Sum();
        return sum is < 0.99 or > 1.01 ? $"has weights that add up to {Text(sum)} and not to 1" : null;
    }

    private static string Text(double number) => ((Value)number).ToJson();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
