using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The key of a feature, compared ordinally. A string converts to it.</summary>
/// <param name="Value">The key; <c>null</c> counts as the empty key, which no feature should have.</param>
[JsonConverter(typeof(InputJsonConverter))]
public readonly record struct FeatureKey(string Value)
{
    /// <summary>A key from a string.</summary>
    /// <param name="value">The key.</param>
    public static implicit operator FeatureKey(string value) => new(value);

    /// <summary>Whether both are the same key.</summary>
    /// <param name="other">Another key.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(FeatureKey other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(ToString());

    /// <summary>The key itself.</summary>
    /// <returns>The key.</returns>
    public override string ToString() => Value ?? "";
}
