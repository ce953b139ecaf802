using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Checks the shares of experiments: those of each rule that runs the experiment, or of the one that the expectation names.</summary>
/// <param name="source">The payload.</param>
/// <param name="updates">Takes the present shares, in place of those that were expected.</param>
/// <param name="suggestions">Finds the names that mistyped ones mean.</param>
internal sealed class ShareExpectation(PayloadSource source, TextUpdates updates, Suggestions suggestions)
{
    private WrittenParts Parts => field ??= WrittenParts.Of(source.Root?.Value as Value.Object ?? Value.Object.Empty, source.DecryptionKey);

    private SharesMeasure Measure => field ??= new SharesMeasure(Parts);

    /// <summary>The rules that run an experiment.</summary>
    /// <exception cref="FormatException">The payload has no such experiment.</exception>
    public (WrittenFeature? Feature, WrittenRule Rule)[] RulesOf(YamlNode node)
    {
        var key = YamlValue.Text(node);
        return ExperimentRules.Of(Parts, key) is { Length: > 0 } rules ? rules
            : throw new FormatException($"the payload has no experiment `{Finding.Name(key)}`{suggestions.Question(key, Parts.AllExperiments().Select(each => each.Rule.Experiment!.Key))}");
    }

    /// <summary>A rule whose <c>tracks</c> expose users to an experiment too, in words; <c>null</c> without one.</summary>
    public string? TrackingRule(YamlNode key) =>
        Parts.RulesTracking(YamlValue.Text(key)).Select(each => $"rule {each.Rule} of `{Finding.Name(each.Feature.Key)}`").FirstOrDefault();

    /// <summary>Whether the buckets of a rule's experiment, and the rules before it, leave users to it, or may.</summary>
    public bool HasUsers((WrittenFeature? Feature, WrittenRule Rule) of) => Measure.Included(of.Feature, of.Rule) is not { Share: 0 };

    public ExpectationCheck Check(YamlNode node, YamlNode key)
    {
        var all = RulesOf(key);
        var name = YamlValue.Find(node, "rule") is { } named ? YamlValue.Text(named) : null;
        var rules = ExperimentRules.Named(all, name);
        if (rules.Length == 0)
            throw new FormatException($"no rule `{Finding.Name(name!)}` runs the experiment, which is run by {ExperimentRules.List(all)}");
        if (YamlValue.Find(node, "share") is not YamlMappingNode { Children.Count: > 0 } expected)
            throw new FormatException("experiment needs share: { VARIATION: SHARE }");
        var written = (Value.Object)YamlValue.Of(expected);
        if (ExpectedShares.FaultOf(written) is { } fault)
            throw new FormatException(fault);
        var (failures, answers, isExact) = (new List<string>(), new HashSet<string?>(), IsExact(node));
        foreach (var rule in rules)
        {
            var (shares, unknown) = SharesOf(rule, isExact);
            var failed = shares?.Check(written, suggestions) ?? [unknown!];
            failures.AddRange(rules.Length == 1 ? failed : failed.Select(failure => $"rule {Finding.Name(ExperimentRules.NameOf(rule, all))}: {failure}"));
            answers.Add(shares?.ToYaml());
        }
        if (failures.Count > 0 && answers.Count == 1 && answers.Single() is { } answer)
            updates.Replace(expected, answer);
        return new ExpectationCheck(Finding.Name(YamlValue.Text(key)), "share", Expectations.PlaceOf(node), [.. failures]);
    }

    /// <summary>The shares of a rule, or why they are not known.</summary>
    private (ExpectedShares? Shares, string? Unknown) SharesOf((WrittenFeature? Feature, WrittenRule Rule) of, bool isExact)
    {
        if (of.Rule.HasLeaves)
            return (null, "the experiment is a contextual bandit, which sets its weights itself");
        var (shares, experiment) = (Measure.Of(of.Feature, of.Rule, of.Rule.Experiments[^1]), of.Rule.Experiments[^1].Compiled);
        return !shares.AreKnown || (isExact && !shares.IsExact) ? (null, $"the shares are not {(shares.AreKnown ? "exact" : "known")}: {shares.Inexact}")
            : Measure.Included(of.Feature, of.Rule) is { Share: 0 } ? (new ExpectedShares(experiment, None(shares), None(shares), isExact), null)
            : (new ExpectedShares(experiment, shares.OfIncluded, [.. shares.OfIncluded.Select((_, arm) => shares.ErrorOf(arm))], isExact), null);
    }

    private static ImmutableArray<double> None(RuleShares shares) => [.. shares.OfIncluded.Select(_ => 0.0)];

    private static bool IsExact(YamlNode node) => YamlValue.Find(node, "exact") is { } exact
        && (YamlValue.Of(exact) is Value.Boolean isExact ? isExact.Equals(Value.Boolean.True) : throw new FormatException("exact is neither true nor false"));
}
