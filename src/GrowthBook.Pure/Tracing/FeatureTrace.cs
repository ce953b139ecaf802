using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>How a feature came to its value.</summary>
/// <param name="Key">The feature's key.</param>
/// <param name="Result">Its result.</param>
/// <param name="Rules">Its rules, in order.</param>
public sealed record FeatureTrace(string Key, FeatureResult Result, ImmutableArray<RuleTrace> Rules)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another trace.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(FeatureTrace? other) =>
        other is not null && Key == other.Key && Result.Equals(other.Result) && Sequence.Equal(Rules, other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <summary>The trace as JSON: <c>{"feature","value","source","rules"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(new Dictionary<string, Value>
    {
        ["feature"] = Key,
        ["value"] = Result.Value,
        ["source"] = FeatureResultSources.ToName(Result.Source),
        ["rules"] = new Value.Array(Rules.Select(rule => rule.ToValue())),
    });
}
