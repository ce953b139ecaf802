using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The result of an experiment with its effects and the reasons for it.</summary>
/// <param name="Result">The result, equal to that of <see cref="Evaluator.RunExperiment"/>.</param>
/// <param name="Effects">The effects, equal to those of <see cref="Evaluator.RunExperiment"/>.</param>
/// <param name="Steps">The steps of the experiment in order; the last one decides.</param>
/// <param name="Apart">The traces of prerequisites that nest more than seven levels deep; usually empty.</param>
[JsonConverter(typeof(TraceJsonConverter))]
public sealed record ExperimentExplanation(
    ExperimentResult Result, Effects Effects, ImmutableArray<TraceStep> Steps, ImmutableArray<FeatureTrace> Apart)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another explanation.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(ExperimentExplanation? other) =>
        other is not null && Result.Equals(other.Result) && Effects.Equals(other.Effects)
        && Sequence.Equal(Steps, other.Steps) && Sequence.Equal(Apart, other.Apart);

    /// <inheritdoc/>
    public override int GetHashCode() => Result.GetHashCode();

    /// <summary>The explanation as text, one line per step, indented as they nest.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => TraceText.Of(this);

    /// <summary>The explanation as JSON: <c>{"result","effects","steps","apart"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => TraceJson.Of(this);
}
