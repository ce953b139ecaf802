namespace GrowthBook.Analysis;

/// <summary>GB201 to GB205: rules that no user reaches.</summary>
internal static class ReachLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var equal = source.Features.SelectMany(Equal).ToDictionary(pair => pair.Rule.Node, pair => pair.Finding);
        return equal.Values.Concat(Reachability.Of(source).Where(verdict => !equal.ContainsKey(verdict.Rule.Node)).SelectMany(Of));
    }

    private static IEnumerable<(RuleSource Rule, Finding Finding)> Equal(FeatureSource feature) =>
        from same in feature.Rules.Where(rule => rule.IsUsed).GroupBy(WithoutId)
        from later in same.Skip(1)
        select (later, Finding.At(later.Node, LintCodes.EqualRules, $"the rule equals rule {same.First()} at {same.First().Node.Place}"));

    private static string WithoutId(RuleSource rule) =>
        new Value.Object(((Value.Object)rule.Node.Value).Where(member => member.Key != "id").OrderBy(member => member.Key, StringComparer.Ordinal)).ToJson();

    private static IEnumerable<Finding> Of(RuleVerdict verdict) => verdict.Reach switch
    {
        RuleReach.Possible => [],
        RuleReach.Never => [At(verdict, LintCodes.Never)],
        RuleReach.Always => [Finding.At(verdict.Rule.Node["condition"]!, LintCodes.Always, Message(verdict))],
        RuleReach.Shadowed => [At(verdict, verdict.By.Any(rule => rule.IsForAllUsers) ? LintCodes.Unreachable : LintCodes.Shadowed)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Finding At(RuleVerdict verdict, LintCode code) => Finding.At(verdict.Rule.Node, code, Message(verdict));

    private static string Message(RuleVerdict verdict) =>
        $"rule {verdict.Rule}: {verdict.Reason}{(verdict.ExceptLists ? ", unless an attribute of the condition is a list" : "")}";
}
