namespace GrowthBook.Analysis;

/// <summary>GB206 and GB403: prerequisites that are never or always met.</summary>
internal static class PrerequisiteLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var features = source.Features.ToDictionary(feature => feature.Key, StringComparer.Ordinal);
        var rules = source.Features.SelectMany(feature => feature.Rules).Where(rule => rule.IsUsed);
        return rules.SelectMany(rule => Prerequisites(rule.Node).SelectMany(each => Of(each, rule.Feature, features)))
            .Concat(source.PageExperiments.SelectMany(experiment => Prerequisites(experiment.Node).SelectMany(each => Of(each, null, features))));
    }

    private static IEnumerable<(SourceNode Node, string Key)> Prerequisites(SourceNode node) =>
        from prerequisite in node["parentConditions"]?.Elements ?? []
        where prerequisite["id"]?.Value is Value.String
        select (prerequisite, ((Value.String)prerequisite["id"]!.Value).Content);

    private static IEnumerable<Finding> Of((SourceNode Node, string Key) prerequisite, string? owner, Dictionary<string, FeatureSource> features)
    {
        var (node, key) = prerequisite;
        if (!features.TryGetValue(key, out var feature))
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, $"the payload has no feature `{key}`, whose value is null");
            yield break;
        }
        if (owner is not null && Reaches(feature, owner, features, []))
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, $"`{key}` needs `{owner}` again, so that both have the value null");
            yield break;
        }
        if (feature.Rules.Length > 0)
            yield break;
        var condition = node["condition"]?.Value is Value.Object tests ? Condition.From(tests) : Condition.From(Value.Object.Empty);
        var isMet = Evaluator.EvalCondition(new Context(Payload.Empty, Attributes.From(new Value.Object { ["value"] = feature.DefaultValue })), condition);
        yield return Finding.At(node, isMet ? LintCodes.UnusedPrerequisite : LintCodes.PrerequisiteNever,
            $"`{key}` has no rules, and its value {feature.DefaultValue.ToJson()} {(isMet ? "always" : "never")} meets the condition");
    }

    private static bool Reaches(FeatureSource from, string key, Dictionary<string, FeatureSource> features, HashSet<string> visited) =>
        from.Key == key || (visited.Add(from.Key) && from.Rules.Where(rule => rule.IsUsed).SelectMany(rule => Prerequisites(rule.Node))
            .Any(next => features.TryGetValue(next.Key, out var feature) && Reaches(feature, key, features, visited)));
}
