namespace GrowthBook.Analysis;

/// <summary>GB501 and GB502: values of different JSON types. <c>null</c> fits every type. A flag that is written as a text has the finding GB504 of the payload only: the type of its default value is not the one to take.</summary>
internal static class TypeLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var flags = source.Errors.Where(error => error.Message.Contains(FlagTexts.Reason, StringComparison.Ordinal)).Select(error => error.Path).ToHashSet(StringComparer.Ordinal);
        return source.Experiments.SelectMany(Variations).Concat(source.Features.Where(feature => !IsFlagOfTexts(feature, flags)).SelectMany(feature => feature.Rules.SelectMany(rule => Values(feature, rule))));
    }

    /// <summary>The values that a rule can give, each with its place.</summary>
    public static IEnumerable<SourceNode> ValuesOf(RuleSource rule) => rule.Kind switch
    {
        RuleKind.Force => [rule.Node["force"]!],
        RuleKind.Experiment => VariationsOf(rule.Node),
        _ => [],
    };

    private static IEnumerable<SourceNode> VariationsOf(SourceNode node) =>
        node["contextualVariations"] is { Value: Value.Array } contextual ? contextual.Elements : node["variations"]?.Elements ?? [];

    private static IEnumerable<Finding> Variations(ExperimentSource experiment)
    {
        var variations = VariationsOf(experiment.Node).Where(node => node.Value is not Value.Null).ToArray();
        if (variations.FirstOrDefault(node => TypeOf(node.Value) != TypeOf(variations[0].Value)) is { } other)
        {
            yield return Finding.At(other, LintCodes.VariationTypes,
                $"a variation of experiment `{Finding.Name(experiment.Experiment.Key)}` is {Article(other.Value)}, and the first one {Article(variations[0].Value)}");
        }
    }

    private static bool IsFlagOfTexts(FeatureSource feature, HashSet<string> flags) =>
        flags.Count > 0 && feature.Rules.SelectMany(ValuesOf).Prepend(feature.Node["defaultValue"]).OfType<SourceNode>().Any(node => flags.Contains(node.Path));

    private static IEnumerable<Finding> Values(FeatureSource feature, RuleSource rule)
    {
        if (feature.DefaultValue is not Value.Null && ValuesOf(rule).FirstOrDefault(node => !Fits(node.Value, feature.DefaultValue)) is { } other)
        {
            yield return Finding.At(other, LintCodes.ValueType,
                $"the value is {Article(other.Value)}, and the default value of `{Finding.Name(feature.Key)}` {Article(feature.DefaultValue)}");
        }
    }

    private static bool Fits(Value value, Value expected) => value is Value.Null || TypeOf(value) == TypeOf(expected);

    private static string TypeOf(Value value) => Coercion.TypeName(value);

    private static string Article(Value value) => TypeOf(value) is var type && type[0] is 'a' or 'o' ? $"an {type}" : $"a {TypeOf(value)}";
}
