using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// One step of an evaluation, with the values that it looked at. The records nested in this type are all the cases;
/// other assemblies cannot add one.
/// </summary>
/// <remarks>Equal to another when the case, all values and all parts are equal. Immutable.</remarks>
[JsonConverter(typeof(TraceJsonConverter))]
public abstract partial record TraceStep
{
    private protected TraceStep(bool passed, ImmutableArray<TraceStep> steps = default)
    {
        Passed = passed;
        Steps = steps.IsDefault ? [] : steps;
    }

    /// <summary>Whether the step let the evaluation continue towards the rule's value; for a part of a condition, whether it matched.</summary>
    public bool Passed { get; }

    /// <summary>The parts of the step, in the order in which they were evaluated; empty for most cases.</summary>
    public ImmutableArray<TraceStep> Steps { get; }

    /// <summary>The name of the case in JSON.</summary>
    /// <remarks>Internal and abstract: so the compiler rejects a record that another assembly derives.</remarks>
    internal abstract string Check { get; }

    /// <summary>Whether the case, all values and all parts are equal.</summary>
    /// <param name="other">Another step.</param>
    /// <returns><c>true</c> when equal.</returns>
    public virtual bool Equals(TraceStep? other) =>
        other is not null && EqualityContract == other.EqualityContract && Passed == other.Passed && Sequence.Equal(Steps, other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => (KeyedTexts.Comparer.GetHashCode(Check), Passed, Steps.Length).GetHashCode();

    /// <summary>The step on one line, without its parts: <c>✗ country is "FR", actual "DE"</c>. Long values are shortened.</summary>
    /// <returns>Text for people.</returns>
    public sealed override string ToString() => (Passed ? "✓ " : "✗ ") + TraceText.Of(this);

    /// <summary>The step as JSON: <c>{"check","passed"}</c>, the members of its case, and <c>steps</c> if it has parts.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => TraceJson.Of(this);
}
