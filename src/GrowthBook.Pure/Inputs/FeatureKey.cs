namespace GrowthBook;

/// <summary>The key of a feature, compared ordinally. A string converts to it.</summary>
/// <param name="Value">The key; <c>null</c> counts as the empty key, which no feature should have.</param>
public readonly record struct FeatureKey(string Value)
{
    /// <summary>A key from a string.</summary>
    /// <param name="value">The key.</param>
    public static implicit operator FeatureKey(string value) => new(value);

    /// <summary>The key itself.</summary>
    /// <returns>The key.</returns>
    public override string ToString() => Value ?? "";
}
