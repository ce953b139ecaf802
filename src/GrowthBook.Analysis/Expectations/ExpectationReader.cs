using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Reads one expectation and checks it. What is malformed throws <see cref="FormatException"/> with the mend.</summary>
internal static class ExpectationReader
{
    public static IEnumerable<ExpectationCheck> Check(YamlNode node, PayloadSource source, Value users, TextUpdates updates) =>
        YamlValue.Find(node, "experiments") is { } several ? [Exclusion(node, several, source)]
        : YamlValue.Find(node, "experiment") is { } experiment ? [Share(node, experiment, source, updates)]
        : YamlValue.Find(node, "feature") is not { } feature ? throw new FormatException("names neither a feature nor an experiment; write feature: KEY")
        : YamlValue.Find(node, "always") is { } always ? [Always(node, Feature(feature, source), always, source, updates)]
        : UserExpectation.Check(node, Feature(feature, source).Key, source, users, updates);

    private static FeatureSource Feature(YamlNode node, PayloadSource source) =>
        source.Features.FirstOrDefault(feature => feature.Key == YamlValue.Text(node))
        ?? throw new FormatException($"the payload has no feature `{YamlValue.Text(node)}`");

    private static Experiment Experiment(YamlNode node, PayloadSource source) =>
        source.Experiments.FirstOrDefault(each => each.Experiment.Key == YamlValue.Text(node))?.Experiment
        ?? throw new FormatException($"the payload has no experiment `{YamlValue.Text(node)}`");

    private static ExpectationCheck Exclusion(YamlNode node, YamlNode several, PayloadSource source)
    {
        if (several is not YamlSequenceNode { Children.Count: > 1 } keys || YamlValue.Find(node, "exclusive") is null)
            throw new FormatException("experiments needs a list of two keys or more, and exclusive: true");
        var experiments = keys.Select(key => Experiment(key, source)).ToArray();
        var failures =
            from i in Enumerable.Range(0, experiments.Length)
            from j in Enumerable.Range(i + 1, experiments.Length - i - 1)
            where !ExpectationProofs.AreExclusive(experiments[i], experiments[j])
            select $"`{experiments[i].Key}` and `{experiments[j].Key}` are not proved to exclude each other";
        return new ExpectationCheck(string.Join(", ", experiments.Select(each => each.Key)), "exclusive", Expectations.PlaceOf(node), [.. failures]);
    }

    private static ExpectationCheck Share(YamlNode node, YamlNode key, PayloadSource source, TextUpdates updates)
    {
        var experiment = Experiment(key, source);
        if (YamlValue.Find(node, "share") is not YamlMappingNode shares)
            throw new FormatException("experiment needs share: { VARIATION: SHARE }");
        var isExact = YamlValue.Find(node, "exact") is { } exact && YamlValue.Of(exact).IsTruthy;
        string[] failures = [.. ExpectationProofs.CheckShares(experiment, (Value.Object)YamlValue.Of(shares), isExact)];
        if (failures.Length > 0)
        {
            var actual = ExpectationProofs.Shares(experiment).Select(share => $"{new Value.String(share.Key).ToJson()}: {share.Value.ToString(CultureInfo.InvariantCulture)}");
            updates.Replace(shares, $"{{ {string.Join(", ", actual)} }}");
        }
        return new ExpectationCheck(experiment.Key, "share", Expectations.PlaceOf(node), [.. failures]);
    }

    private static ExpectationCheck Always(YamlNode node, FeatureSource feature, YamlNode always, PayloadSource source, TextUpdates updates)
    {
        var (expected, possible) = (YamlValue.Of(always), ExpectationProofs.PossibleValues(feature, source).Distinct().ToArray());
        var failures = possible.Where(value => !value.Equals(expected)).Select(value => $"`{feature.Key}` can be {value.ToJson()}, expected always {expected.ToJson()}");
        if (possible is [var only] && !only.Equals(expected))
            updates.Replace(always, only.ToJson());
        return new ExpectationCheck(feature.Key, "always", Expectations.PlaceOf(node), [.. failures]);
    }
}
