namespace GrowthBook;

/// <summary>
/// A compiled feature. Its answers that do not depend on the user are built here, once, together with the effect
/// that reports them.
/// </summary>
/// <remarks>A value of four references, held by the dictionary of features itself; <c>default</c> is no feature.</remarks>
internal readonly struct Feature
{
    private static readonly FeatureResult True = new(Value.Boolean.True, FeatureResultSource.DefaultValue);
    private static readonly FeatureResult False = new(Value.Boolean.False, FeatureResultSource.DefaultValue);

    public Feature(string key, Value defaultValue, RuleList rules)
    {
        Key = key;
        Rules = rules;
        Default = new Effect.FeatureEvaluated(key, defaultValue switch
        {
            Value.Boolean boolean => boolean.Content ? True : False,
            _ => new FeatureResult(defaultValue, FeatureResultSource.DefaultValue),
        });
    }

    public bool Exists => Default is not null;

    public string Key { get; }

    public RuleList Rules { get; }

    public Effect.FeatureEvaluated Default { get; }
}
