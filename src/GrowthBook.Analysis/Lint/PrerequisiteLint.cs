namespace GrowthBook.Analysis;

/// <summary>GB206 and GB403: prerequisites that are never or always met.</summary>
internal static class PrerequisiteLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var cycles = new FeatureCycles(source.Features.Select(feature => feature.Key), key => source.Feature(key) is { } feature ? KeysOf(feature) : []);
        var values = new DefaultValues();
        var rules = source.Features.SelectMany(feature => feature.Rules).Where(rule => rule.IsUsed);
        return rules.SelectMany(rule => Prerequisites(rule.Node).SelectMany(each => Of(each, rule.Feature, source, cycles, values)))
            .Concat(source.PageExperiments.SelectMany(experiment => Prerequisites(experiment.Node).SelectMany(each => Of(each, null, source, cycles, values))));
    }

    /// <summary>The keys of the prerequisites of a feature's rules.</summary>
    public static IEnumerable<string> KeysOf(FeatureSource feature) => feature.Rules.Where(rule => rule.IsUsed).SelectMany(rule => KeysOf(rule.Node));

    /// <summary>The keys of the prerequisites of a rule or an experiment.</summary>
    public static IEnumerable<string> KeysOf(SourceNode node) => Prerequisites(node).Select(each => each.Key);

    private static IEnumerable<(SourceNode Node, string Key)> Prerequisites(SourceNode node) =>
        from prerequisite in node["parentConditions"]?.Elements ?? []
        where prerequisite["id"]?.Value is Value.String
        select (prerequisite, ((Value.String)prerequisite["id"]!.Value).Content);

    private static IEnumerable<Finding> Of((SourceNode Node, string Key) prerequisite, string? owner, PayloadSource source, FeatureCycles cycles, DefaultValues values)
    {
        var (node, key) = prerequisite;
        if (source.Feature(key) is not { } feature)
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, $"the payload has no feature `{Finding.Name(key)}`, whose value is null");
            yield break;
        }
        if (owner is not null && cycles.AreTogether(key, owner))
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, $"`{Finding.Name(key)}` needs `{Finding.Name(owner)}` again, so that both have the value null");
            yield break;
        }
        if (feature.Rules.Length > 0)
            yield break;
        var condition = node["condition"]?.Value is Value.Object tests ? Condition.From(tests) : Condition.From(Value.Object.Empty);
        if (values.Meets(feature.DefaultValue, condition) is { } isMet)
        {
            yield return Finding.At(node, isMet ? LintCodes.UnusedPrerequisite : LintCodes.PrerequisiteNever,
                $"`{Finding.Name(key)}` has no rules, and its value {Finding.Text(feature.DefaultValue)} {(isMet ? "always" : "never")} meets the condition");
        }
    }

    /// <summary>Tests default values. All tests of a payload share the steps of one evaluation.</summary>
    private sealed class DefaultValues
    {
        private ConditionScope _scope = new(SavedGroups.Empty, null);

        /// <summary>Whether a value meets a condition; <c>null</c> without steps left.</summary>
        public bool? Meets(Value value, Condition condition)
        {
            var user = new Context(Payload.Empty, Attributes.From(new Value.Object { ["value"] = value })).User;
            var isMet = condition.Root.Matches(user, ref _scope);
            return _scope.HasReachedStepLimit ? null : isMet;
        }
    }
}
