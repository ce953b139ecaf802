using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The outcome of one rule of a feature, and the steps that led to it.</summary>
/// <param name="Index">The rule's index in the feature, from 0; malformed rules, which are left out, do not count.</param>
/// <param name="Id">The rule's id; <c>""</c> without one.</param>
/// <param name="Kind">The kind of rule.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Steps">The steps, in the order of the evaluation; empty for a rule that was not reached.</param>
[JsonConverter(typeof(TraceJsonConverter))]
public sealed record RuleTrace(int Index, string Id, RuleKind Kind, RuleOutcome Outcome, ImmutableArray<TraceStep> Steps)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another trace.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(RuleTrace? other) =>
        other is not null && (Index, Id, Kind, Outcome) == (other.Index, other.Id, other.Kind, other.Outcome)
        && Sequence.Equal(Steps, other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    /// <summary>The rule on one line, without its steps: <c>✓ rules[0] force fr_1 answered</c>.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => TraceText.Of(this);

    /// <summary>The trace as JSON: <c>{"index","id","kind","outcome","steps"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => TraceJson.Of(this);
}
