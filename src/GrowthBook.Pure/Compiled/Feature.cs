namespace GrowthBook;

/// <summary>
/// A compiled feature. Results that do not depend on the user are built when the payload is read, together with the effect
/// that reports them.
/// </summary>
/// <remarks>A value of four references, stored in the table of features itself; <c>default</c> is no feature.</remarks>
internal readonly struct Feature
{
    /// <summary>A key that a prerequisite mentions before, or without, its feature.</summary>
    public Feature(string key) => (Key, Default) = (key, null!);

    public Feature(string key, FeatureResult defaultResult, RuleList rules)
    {
        Key = key;
        Rules = rules;
        Default = new Effect.FeatureEvaluated(key, defaultResult);
    }

    /// <summary>Whether the payload has the feature, and not only a prerequisite that mentions its key.</summary>
    public bool Exists => Default is not null;

    public string Key { get; }

    public RuleList Rules { get; }

    /// <summary>The answer when no rule applies.</summary>
    public Effect.FeatureEvaluated Default { get; }
}
