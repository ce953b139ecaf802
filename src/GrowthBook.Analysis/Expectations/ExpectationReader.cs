using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Reads expectations and checks them. What is malformed throws <see cref="FormatException"/> with the mend.</summary>
/// <param name="source">The payload.</param>
/// <param name="users">Checks the expectations of users.</param>
/// <param name="updates">Takes the present answers, in place of those that were expected.</param>
/// <param name="suggestions">Finds the names that mistyped ones mean.</param>
internal sealed class ExpectationReader(PayloadSource source, UserExpectation users, TextUpdates updates, Suggestions suggestions)
{
    /// <summary>The number of experiments whose exclusion one expectation proves, each of each other one.</summary>
    private const int MaxExclusive = 200;

    private readonly ReachProofs _proofs = new(source);
    private readonly ExclusionProof _exclusion = new();

    private ShareExpectation Shares => field ??= new(source, _proofs, updates, suggestions);

    private HashSet<string> Cyclic => field ??= ExpectationProofs.MeetingCycles(source);

    public IEnumerable<ExpectationCheck> Check(YamlNode node) =>
        YamlValue.Find(node, "experiments") is { } several ? [Exclusion(node, several)]
        : YamlValue.Find(node, "experiment") is { } experiment ? [Shares.Check(node, experiment)]
        : YamlValue.Find(node, "feature") is not { } feature ? throw new FormatException("names neither a feature nor an experiment; write feature: KEY")
        : YamlValue.Find(node, "always") is { } always ? [Always(node, Feature(feature), always)]
        : users.Check(node, Feature(feature).Key);

    private FeatureSource Feature(YamlNode node) => source.Feature(YamlValue.Text(node))
        ?? throw Missing("feature", YamlValue.Text(node), source.Features.Select(feature => feature.Key));

    private FormatException Missing(string kind, string key, IEnumerable<string> known) =>
        new($"the payload has no {kind} `{Finding.Name(key)}`{suggestions.Question(key, known)}");

    private ExpectationCheck Exclusion(YamlNode node, YamlNode several)
    {
        if (several is not YamlSequenceNode { Children.Count: > 1 } keys || YamlValue.Find(node, "exclusive") is not { } exclusive || !YamlValue.Of(exclusive).Equals(Value.Boolean.True))
            throw new FormatException("experiments needs a list of two keys or more, and exclusive: true");
        if (keys.Children.Count > MaxExclusive)
            throw new FormatException($"experiments has more than {MaxExclusive} keys; split the list");
        if (keys.Select(YamlValue.Text).GroupBy(key => key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw new FormatException($"experiments has the key `{Finding.Name(twice)}` twice; write each key once");
        var experiments = keys.Select(ExcludedOf).ToArray();
        var failures = experiments.Where(each => !each.HasUsers).Select(each => $"no user is in `{each.Name}`, so that its exclusion says nothing").Concat(
            from i in Enumerable.Range(0, experiments.Length)
            from j in Enumerable.Range(i + 1, experiments.Length - i - 1)
            let tracking = experiments[i].TrackedBy ?? experiments[j].TrackedBy
            where tracking is not null || !_exclusion.Holds(experiments[i].Rules, experiments[j].Rules)
            select $"`{experiments[i].Name}` and `{experiments[j].Name}` are not proved to exclude each other{(tracking is null ? "" : $": {tracking}")}");
        return new ExpectationCheck(string.Join(", ", experiments.Select(each => each.Name)), "exclusive", Expectations.PlaceOf(node), [.. failures]);
    }

    /// <summary>An experiment with all rules and leaves that run it, whether one of them can have users, and which rule tracks it for others.</summary>
    private (string Name, ExclusionProof.Candidate[] Rules, bool HasUsers, string? TrackedBy) ExcludedOf(YamlNode key)
    {
        var name = Finding.Name(YamlValue.Text(key));
        var rules = Shares.RulesOf(key).Select(each => (Of: each, Arms: each.Rule.Experiments.Select(arm => new ExclusionProof.Candidate(arm.Compiled, each.Feature, each.Rule.Index)).ToArray())).ToArray();
        return (name, [.. rules.SelectMany(rule => rule.Arms)], rules.Any(rule => !rule.Arms.All(arm => arm.IsEmpty) && Shares.HasUsers(rule.Of)), Shares.TrackingRule(key) is { } rule ? $"{rule} tracks `{name}`" : null);
    }

    private ExpectationCheck Always(YamlNode node, FeatureSource feature, YamlNode always)
    {
        var (expected, possible) = (YamlValue.Of(always), ExpectationProofs.PossibleValues(feature, Cyclic, _proofs, byBuckets: true).Distinct().ToArray());
        var failures = possible.Where(value => !value.Equals(expected)).Select(value => $"`{Finding.Name(feature.Key)}` can be {Finding.Text(value)}, expected always {Finding.Text(expected)}");
        if (possible is [var only] && !only.Equals(expected))
            updates.Replace(always, only);
        return new ExpectationCheck(Finding.Name(feature.Key), "always", Expectations.PlaceOf(node), [.. failures]);
    }
}
