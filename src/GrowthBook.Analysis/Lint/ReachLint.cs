namespace GrowthBook.Analysis;

/// <summary>GB201 to GB205, and GB207: rules that no user reaches.</summary>
internal static class ReachLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var equal = source.Features.SelectMany(Equal).ToDictionary(pair => pair.Rule.Node, pair => pair.Finding);
        return equal.Values.Concat(OfRules(source, equal.Keys)).Concat(source.PageExperiments.SelectMany(OfPage));
    }

    private static IEnumerable<Finding> OfRules(PayloadSource source, ICollection<SourceNode> equal)
    {
        var work = new WorkLimit(Reachability.MaxSteps);
        var verdicts = Reachability.OfFeatures(source, work, new WorkLimit(Reachability.MaxSteps / 4));
        foreach (var feature in source.Features)
        {
            var wasSpent = work.IsSpent;
            foreach (var finding in verdicts(feature).Where(verdict => !equal.Contains(verdict.Rule.Node)).SelectMany(Of))
                yield return finding;
            if (work.IsSpent && !wasSpent)
                yield return Finding.At(feature.Node, LintCodes.NotProved, $"rules of `{Finding.Name(feature.Key)}` and of the features after it are not checked");
        }
    }

    /// <summary>The payload's own experiments that run, and have no bucket.</summary>
    private static IEnumerable<Finding> OfPage(ExperimentSource source) =>
        source.Experiment is { Active: not false, Status: not ("draft" or "stopped"), Force: null } && !HasOwnCode(source.Experiment) && NoUsers.ReasonOf(new CompiledExperiment(source.Experiment)) is { } reason
            ? [Finding.At(source.Node, LintCodes.Never, $"experiment `{Finding.Name(source.Experiment.Key)}`: {reason}")]
            : [];

    /// <summary>Whether another code says why no user is in an experiment: GB102, or GB309 to GB311.</summary>
    private static bool HasOwnCode(Experiment experiment) => experiment.Variations.Length < 2
        || (experiment.Coverage is 0 && experiment.Ranges.IsDefault) || !Hashing.IsKnown(experiment.HashVersion) || DoubtfulShares.ExcludeAll(experiment);

    private static bool HasOwnCode(RuleSource rule) => rule.Compiled switch
    {
        Rule.Force force => DoubtfulShares.ExcludeAll(force),
        _ => rule.Experiment is { Experiment: var experiment } && HasOwnCode(experiment),
    };

    private static IEnumerable<(RuleSource Rule, Finding Finding)> Equal(FeatureSource feature) =>
        from same in feature.Rules.Where(rule => rule.IsUsed).GroupBy(WithoutId)
        from later in same.Skip(1)
        select (later, Finding.At(later.Node, LintCodes.EqualRules, $"the rule equals rule {same.First()} at {same.First().Node.Place}"));

    private static string WithoutId(RuleSource rule) =>
        new Value.Object(((Value.Object)rule.Node.Value).Where(member => member.Key != "id").OrderBy(member => member.Key, StringComparer.Ordinal)).ToJson();

    private static IEnumerable<Finding> Of(RuleVerdict verdict) => verdict.Reach switch
    {
        RuleReach.Possible => [],
        RuleReach.Never when verdict.IsByBuckets && HasOwnCode(verdict.Rule) => [],
        RuleReach.Never => [At(verdict, LintCodes.Never)],
        RuleReach.Always => [Finding.At(verdict.Rule.Node["condition"]!, LintCodes.Always, Message(verdict))],
        RuleReach.Shadowed => [At(verdict, verdict.By.Any(rule => rule.AnswersAll) ? LintCodes.Unreachable : LintCodes.Shadowed)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Finding At(RuleVerdict verdict, LintCode code) => Finding.At(verdict.Rule.Node, code, Message(verdict));

    private static string Message(RuleVerdict verdict) =>
        $"rule {verdict.Rule}: {verdict.Reason}{Except(verdict.ExceptLists)}";

    /// <summary>The end of a message: the users for whom its proof does not hold.</summary>
    public static string Except(bool lists) => lists ? ", unless an attribute of the condition is a list" : "";
}
