using System.Collections.Immutable;
using System.Text;

namespace GrowthBook;

/// <summary>A result with its effects and the reasons for it.</summary>
/// <param name="Result">The result, the same as without explanation.</param>
/// <param name="Effects">The effects, likewise.</param>
/// <param name="Features">
/// The traces of the feature that was asked for and of the prerequisites that were evaluated, in the order in which
/// their evaluation began: the feature that was asked for is the first.
/// </param>
public sealed record Explanation(FeatureResult Result, Effects Effects, ImmutableArray<FeatureTrace> Features)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another explanation.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Explanation? other) =>
        other is not null && Result.Equals(other.Result) && Effects.Equals(other.Effects) && Sequence.Equal(Features, other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => Result.GetHashCode();

    /// <summary>The explanation as text, a line for each step.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var feature in Features)
        {
            text.Append(feature.Key).Append(" = ").Append(feature.Result.Value)
                .Append(" (").Append(FeatureResultSources.ToName(feature.Result.Source)).Append(")\n");
            foreach (var rule in feature.Rules)
            {
                text.Append("  rule ").Append(EcmaNumber.ToText(rule.Index)).Append(' ').Append(rule.Kind)
                    .Append(rule.Id.Length == 0 ? "" : " " + rule.Id).Append(": ").Append(rule.Outcome).Append('\n');
                foreach (var step in rule.Steps)
                    text.Append("    ").Append(step).Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>The explanation as JSON: <c>{"result","effects","trace"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(new Dictionary<string, Value>
    {
        ["result"] = Result.ToValue(),
        ["effects"] = Effects.ToValue(),
        ["trace"] = new Value.Array(Features.Select(feature => feature.ToValue())),
    });
}
