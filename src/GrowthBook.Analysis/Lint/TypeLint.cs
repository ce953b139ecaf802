namespace GrowthBook.Analysis;

/// <summary>GB501, GB502 and GB504: values of different JSON types, and texts in the place of booleans. <c>null</c> fits every type.</summary>
internal static class TypeLint
{
    public static IEnumerable<Finding> Of(PayloadSource source) =>
        source.Experiments.SelectMany(Variations).Concat(source.Features.SelectMany(Values));

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

    /// <summary>A flag that is written as a text has that finding only: the type of its default value is not the one to take.</summary>
    private static IEnumerable<Finding> Values(FeatureSource feature) => BooleanText(feature) is { } text
        ? [Finding.At(text, LintCodes.BooleanText, $"the text `{((Value.String)text.Value).Content}` is on, as every text but the empty one; without quotes it is a boolean")]
        : feature.Rules.SelectMany(rule => Values(feature, rule));

    /// <summary>The first text of a feature all of whose values are booleans, or texts that name one; <c>null</c> for others, and where the default value has the right type.</summary>
    private static SourceNode? BooleanText(FeatureSource feature)
    {
        if (feature.DefaultValue is Value.Boolean)
            return null;
        SourceNode[] values =
        [
            .. feature.Rules.SelectMany(ValuesOf).Prepend(feature.Node["defaultValue"]).OfType<SourceNode>().Where(node => node.Value is not Value.Null),
        ];
        return values.All(node => node.Value is Value.Boolean || IsBooleanText(node.Value)) ? Array.Find(values, node => IsBooleanText(node.Value)) : null;
    }

    private static bool IsBooleanText(Value value) =>
        value is Value.String { Content: var text } && (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase));

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
