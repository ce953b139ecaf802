using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A result with its effects and the reasons for it.</summary>
/// <param name="Result">The result, equal to that of <see cref="Evaluator.EvalFeature"/>.</param>
/// <param name="Effects">The effects, equal to those of <see cref="Evaluator.EvalFeature"/>.</param>
/// <param name="Trace">The feature's trace, in which those of its prerequisites nest up to seven levels deep.</param>
/// <param name="Apart">
/// The traces of prerequisites that nest deeper, each again with up to seven levels, in the order in which their evaluation
/// began; usually empty.
/// </param>
[JsonConverter(typeof(TraceJsonConverter))]
public sealed record Explanation(FeatureResult Result, Effects Effects, FeatureTrace Trace, ImmutableArray<FeatureTrace> Apart)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another explanation.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Explanation? other) =>
        other is not null && Result.Equals(other.Result) && Effects.Equals(other.Effects) && Trace.Equals(other.Trace)
        && Sequence.Equal(Apart, other.Apart);

    /// <inheritdoc/>
    public override int GetHashCode() => Result.GetHashCode();

    /// <summary>The traces of all features that were evaluated: first the explained one, then the nested ones, then those apart.</summary>
    /// <returns>The traces. A feature that was evaluated several times has several.</returns>
    public ImmutableArray<FeatureTrace> AllFeatures()
    {
        var traces = ImmutableArray.CreateBuilder<FeatureTrace>();
        Trace.AddTo(traces);
        foreach (var apart in Apart)
            apart.AddTo(traces);
        return traces.ToImmutable();
    }

    /// <summary>The explanation as text, one line per feature, rule and step, indented as they nest.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => TraceText.Of(this);

    /// <summary>The explanation as JSON: <c>{"result","effects","trace"}</c>, the last an array that starts with <see cref="Trace"/>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => TraceJson.Of(this);
}
