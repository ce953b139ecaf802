using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The leaf of a contextual bandit with the weights of an experiment.</summary>
/// <param name="LeafId">The leaf's id; -1 where the user is in no leaf.</param>
/// <param name="VariationWeights">The weights used, one for each variation; <c>default</c> if the leaf has none, and the variations get equal weights.</param>
/// <param name="BanditVersion">The version of the bandit's weights.</param>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed record ContextualBandit(int LeafId, ImmutableArray<double> VariationWeights, int? BanditVersion = null)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another leaf.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(ContextualBandit? other) =>
        other is not null && (LeafId, BanditVersion) == (other.LeafId, other.BanditVersion)
        && Sequence.Equal(VariationWeights, other.VariationWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => LeafId;

    /// <summary>The JSON text of the leaf.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ExperimentJson.Of(this).ToString();
}
