using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A filter of users by hash, the newer form of a namespace. A user must pass all filters of a rule.</summary>
/// <param name="Seed">The seed of the hash.</param>
/// <param name="Ranges">The ranges of buckets that pass; without ranges no user passes.</param>
/// <param name="Attribute">The attribute that is hashed; by default <c>id</c>. A user without it does not pass.</param>
/// <param name="HashVersion">The version of hashing; by default 2 (unlike everywhere else).</param>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed record Filter(string Seed, ImmutableArray<BucketRange> Ranges, string? Attribute = null, double? HashVersion = null)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another filter.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Filter? other) =>
        other is not null && (Seed, Attribute, HashVersion) == (other.Seed, other.Attribute, other.HashVersion)
        && Sequence.Equal(Ranges, other.Ranges);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(Seed);

    /// <summary>The JSON text of the filter.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ExperimentJson.Of(this).ToString();
}
