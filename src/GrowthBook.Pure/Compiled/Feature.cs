namespace GrowthBook;

/// <summary>
/// A compiled feature. Its answers that do not depend on the user are built when the payload is read, once, together with
/// the effect that reports them.
/// </summary>
/// <remarks>A value of four references, held by the table of features itself; <c>default</c> is no feature.</remarks>
internal readonly struct Feature
{
    public Feature(string key, FeatureResult defaultResult, RuleList rules)
    {
        Key = key;
        Rules = rules;
        Default = new Effect.FeatureEvaluated(key, defaultResult);
    }

    public bool Exists => Default is not null;

    public string Key { get; }

    public RuleList Rules { get; }

    public Effect.FeatureEvaluated Default { get; }
}
