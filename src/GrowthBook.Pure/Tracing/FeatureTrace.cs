using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The result of a feature, and the rules that led to it.</summary>
/// <param name="Key">The feature's key.</param>
/// <param name="Result">The result.</param>
/// <param name="Rules">The feature's rules, in order; empty for a feature whose value is forced, and for an unknown one.</param>
[JsonConverter(typeof(TraceJsonConverter))]
public sealed record FeatureTrace(string Key, FeatureResult Result, ImmutableArray<RuleTrace> Rules)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another trace.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(FeatureTrace? other) =>
        other is not null && Key == other.Key && Result.Equals(other.Result) && Sequence.Equal(Rules, other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(Key);

    /// <summary>The feature on one line, without its rules: <c>dark-mode = true force</c>. Long values are shortened.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => TraceText.Of(this);

    /// <summary>The trace as JSON: <c>{"feature","value","source","rules"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => TraceJson.Of(this);

    /// <summary>Adds this trace and the traces nested in it, in the order in which the evaluation of the features began.</summary>
    internal void AddTo(ImmutableArray<FeatureTrace>.Builder traces)
    {
        traces.Add(this);
        foreach (var rule in Rules)
        {
            foreach (var step in rule.Steps)
            {
                if (step is TraceStep.Prerequisite { Trace: { } nested })
                    nested.AddTo(traces);
            }
        }
    }
}
