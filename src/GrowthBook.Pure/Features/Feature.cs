namespace GrowthBook;

/// <summary>
/// A compiled feature. Its answers that do not depend on the user are built here, once, together with the effect
/// that reports them.
/// </summary>
internal sealed class Feature(string key, Value defaultValue, Rule[] rules)
{
    private static readonly FeatureResult True = new(Value.Boolean.True, FeatureResultSource.DefaultValue);
    private static readonly FeatureResult False = new(Value.Boolean.False, FeatureResultSource.DefaultValue);

    public string Key => Default.FeatureKey;

    public Rule[] Rules => rules;

    public Effect.FeatureEvaluated Default { get; } = new(key, defaultValue switch
    {
        Value.Boolean boolean => boolean.Content ? True : False,
        _ => new FeatureResult(defaultValue, FeatureResultSource.DefaultValue),
    });
}
