namespace GrowthBook.Analysis;

/// <summary>GB201 to GB205, GB207 and GB208: rules that no user reaches, and rules with the id of another one.</summary>
internal static class ReachLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var equal = source.Features.SelectMany(Equal).ToDictionary(pair => pair.Rule.Node, pair => pair.Finding);
        return equal.Values
            .Concat(source.Features.SelectMany(SameIds).Where(pair => !equal.ContainsKey(pair.Rule.Node)).Select(pair => pair.Finding))
            .Concat(OfRules(source, equal.Keys))
            .Concat(OfPages(source));
    }

    private static IEnumerable<Finding> OfRules(PayloadSource source, ICollection<SourceNode> equal)
    {
        var work = new WorkLimit(ReachProofs.MaxSteps);
        var proofs = new ReachProofs(source, work, new WorkLimit(ReachProofs.MaxSteps / 4));
        foreach (var feature in source.Features)
        {
            var wasSpent = work.IsSpent;
            foreach (var finding in proofs.Of(feature).Where(verdict => !equal.Contains(verdict.Rule.Node)).SelectMany(Of))
                yield return finding;
            if (work.IsSpent && !wasSpent)
                yield return Finding.At(feature.Node, LintCodes.NotProved, $"rules of `{Finding.Name(feature.Key)}` and of the features after it are not checked");
        }
    }

    /// <summary>The payload's own experiments that run: those without a bucket, and by their conditions as rules. Their proofs have steps of their own.</summary>
    private static IEnumerable<Finding> OfPages(PayloadSource source)
    {
        var work = new WorkLimit(ReachProofs.MaxSteps);
        var proofs = new ReachProofs(source, work, work);
        foreach (var page in source.PageExperiments.Where(page => page.Experiment.Force is null && ExperimentDoubts.IsToRun(page.Experiment)))
        {
            var wasSpent = work.IsSpent;
            if (OfPage(page, proofs) is { } finding)
                yield return finding;
            if (work.IsSpent && !wasSpent)
                yield return Finding.At(page.Node, LintCodes.NotProved, $"the condition of experiment `{Finding.Name(page.Experiment.Key)}` and those of the experiments after it are not checked");
        }
    }

    private static Finding? OfPage(ExperimentSource page, ReachProofs proofs)
    {
        var name = $"experiment `{Finding.Name(page.Experiment.Key)}`";
        if (HasOwnCode(page.Experiment))
            return null;
        if (NoUsers.ReasonOf(new CompiledExperiment(page.Experiment)) is { } noBucket)
            return Finding.At(page.Node, LintCodes.Never, $"{name}: {noBucket}");
        var (reach, exceptLists, reason) = proofs.Of(page);
        return reach switch
        {
            RuleReach.Never => Finding.At(page.Node, LintCodes.Never, $"{name}: {reason}{Except(exceptLists)}"),
            RuleReach.Always => Finding.At(page.At("condition"), LintCodes.Always, $"{name}: {reason}{Except(exceptLists)}"),
            _ => null,
        };
    }

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

    private static IEnumerable<(RuleSource Rule, Finding Finding)> SameIds(FeatureSource feature) =>
        from same in feature.Rules.Where(rule => rule.IsUsed && rule.Id.Length > 0).GroupBy(rule => rule.Id, StringComparer.Ordinal)
        from later in same.Skip(1)
        select (later, Finding.At(later.Node["id"]!, LintCodes.SameRuleIds, $"rule {later} has the id of the rule at {same.First().Node.Place}"));

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
