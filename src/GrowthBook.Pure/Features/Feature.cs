namespace GrowthBook;

/// <summary>
/// A compiled feature. Its answers that do not depend on the user are built here, once, together with the effect
/// that reports them.
/// </summary>
internal sealed class Feature(string key, Value defaultValue, Rule[] rules)
{
    public string Key => key;

    public Rule[] Rules => rules;

    public Effect.FeatureEvaluated Default { get; } =
        new(key, new FeatureResult(defaultValue, FeatureResultSource.DefaultValue));
}
