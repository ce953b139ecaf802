namespace GrowthBook.Analysis;

/// <summary>GB206 and GB403: prerequisites that are never or always met.</summary>
internal static class PrerequisiteLint
{
    /// <summary>The number of values in a message.</summary>
    private const int MaxShown = 3;

    /// <summary>The attribute that the condition of a prerequisite tests.</summary>
    private const string Tested = "value";

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var circles = new Circles(source.Payload.Features);
        var values = new PossibleValues(source.Payload);
        var rules = source.Features.SelectMany(feature => feature.Rules).Where(rule => rule.IsUsed);
        return rules.SelectMany(rule => Prerequisites(rule.Node).SelectMany(each => Of(each, rule.Feature, source, circles, values)))
            .Concat(source.PageExperiments.SelectMany(experiment => Prerequisites(experiment.Node).SelectMany(each => Of(each, null, source, circles, values))));
    }

    /// <summary>The keys of the prerequisites of a feature's rules.</summary>
    public static IEnumerable<string> KeysOf(FeatureSource feature) => feature.Rules.Where(rule => rule.IsUsed).SelectMany(rule => KeysOf(rule.Node));

    /// <summary>The keys of the prerequisites of a rule or an experiment.</summary>
    public static IEnumerable<string> KeysOf(SourceNode node) => Prerequisites(node).Select(each => each.Key);

    private static IEnumerable<(SourceNode Node, string Key)> Prerequisites(SourceNode node) =>
        from prerequisite in node["parentConditions"]?.Elements ?? []
        where prerequisite["id"]?.Value is Value.String
        select (prerequisite, ((Value.String)prerequisite["id"]!.Value).Content);

    private static IEnumerable<Finding> Of((SourceNode Node, string Key) prerequisite, string? owner, PayloadSource source, Circles circles, PossibleValues values)
    {
        var (node, key) = prerequisite;
        if (source.Feature(key) is not { } feature)
        {
            if (source.IsLeftOut(key))
                yield break; // the fault of the feature or of its part says it
            yield return Finding.At(node, LintCodes.PrerequisiteNever, $"the payload has no feature `{Finding.Name(key)}`, whose value is null");
            yield break;
        }
        if (owner is not null && circles.Reason(key, owner) is { } circle)
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, circle);
            yield break;
        }
        if (!feature.IsKnown)
            yield break;
        var condition = node["condition"]?.Value as Value.Object ?? Value.Object.Empty;
        var given = values.Of(feature);
        var name = Finding.Name(key);
        var meeting = values.Meeting(given, Condition.From(condition));
        if (meeting == 0)
        {
            yield return Finding.At(node, LintCodes.PrerequisiteNever, OtherAttribute(node) is { } attribute ? $"{Tests(attribute)}; it is never met"
                : feature.Rules.Length == 0 ? $"`{name}` has no rules, and its value {Finding.Text(feature.DefaultValue)} never meets the condition"
                : $"`{name}` gives {Texts(given)}, {(given.Length == 1 ? "which never meets" : "none of which meets")} the condition");
        }
        else if (meeting == given.Length && OtherAttribute(node) is { } attribute)
        {
            yield return Finding.At(node, LintCodes.UnusedPrerequisite, $"{Tests(attribute)}; it is always met");
        }
        else if (meeting == given.Length && feature.Rules.Length == 0)
        {
            yield return Finding.At(node, LintCodes.UnusedPrerequisite, $"`{name}` has no rules, and its value {Finding.Text(feature.DefaultValue)} always meets the condition");
        }
    }

    /// <summary>An attribute other than the value that a condition tests; <c>null</c> without one.</summary>
    private static string? OtherAttribute(SourceNode prerequisite) => ConditionReader.ReadMember(prerequisite)?.Tests
        .FirstOrDefault(test => test.Attribute != Tested && !test.Attribute.StartsWith(Tested + ".", StringComparison.Ordinal))?.Attribute;

    private static string Tests(string attribute) => $"the condition tests `{Finding.Name(attribute)}`, and a prerequisite has a `{Tested}` only";

    private static string Texts(Context[] values)
    {
        var texts = values.Take(MaxShown).Select(value => Finding.Text(value.Attributes[Tested])).ToArray();
        return values.Length > MaxShown ? $"{string.Join(", ", texts)} and {Shown.Count(values.Length - MaxShown, "other value")}"
            : values.Length == 1 ? texts[0]
            : $"{string.Join(", ", texts[..^1])} or {texts[^1]}";
    }

    /// <summary>Circles of features that need each other.</summary>
    private sealed class Circles(FeatureTable features)
    {
        private readonly FeatureCycles _cycles = new(features);
        private readonly ClosedCircles _closed = new(features);

        /// <summary>What a prerequisite does that leads back to its feature; <c>null</c> for another one.</summary>
        public string? Reason(string key, string owner)
        {
            var (needed, own) = (features.NumberOf(key), features.NumberOf(owner));
            return !_cycles.AreTogether(needed, own) ? null
                : $"`{Finding.Name(key)}` needs {(needed == own ? "itself" : $"`{Finding.Name(owner)}` again")}"
                + (_closed.Has(needed) && _closed.Has(own)
                    ? $", so that {(needed == own ? "its value is null" : "both have the value null")}"
                    : $": users whom no rule answers before the circle closes get null{(needed == own ? "" : " from both")}");
        }
    }

    /// <summary>The values that features can give, and tests of them. All tests of a payload share the steps of one evaluation.</summary>
    private sealed class PossibleValues(Payload payload)
    {
        private readonly Dictionary<FeatureSource, Context[]> _known = [];
        private ConditionScope _scope = new(payload.SavedGroups, null);

        /// <summary>The default value and those of the rules, each once; with prerequisites <c>null</c> too, because a gate or a cycle can close the feature.</summary>
        /// <returns>For each value a context in which it is the attribute that the condition of a prerequisite tests.</returns>
        public Context[] Of(FeatureSource feature) => _known.TryGetValue(feature, out var known) ? known : _known[feature] =
        [
            .. feature.Rules.Where(rule => rule.IsUsed).SelectMany(TypeLint.ValuesOf).Select(node => node.Value)
                .Prepend(feature.DefaultValue)
                .Concat(KeysOf(feature).Any() ? [Value.Null.Instance] : [])
                .Distinct()
                .Select(value => new Context(Payload.Empty, Attributes.From(new Value.Object { [Tested] = value }))),
        ];

        /// <summary>How many of the values meet a condition; <c>null</c> without steps left.</summary>
        public int? Meeting(Context[] values, Condition condition)
        {
            var count = 0;
            foreach (var value in values)
            {
                if (!_scope.Take(1, Tested))
                    return null;
                if (condition.Root.Matches(value.User, ref _scope))
                    count++;
            }
            return _scope.HasReachedStepLimit ? null : count;
        }
    }
}
