using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The bucket of a user: the attribute's value, hashed with a seed.</summary>
/// <param name="Attribute">The attribute that is hashed.</param>
/// <param name="HashValue">Its value; <c>null</c> for a user without one.</param>
/// <param name="Seed">The seed of the hash.</param>
/// <param name="Bucket">
/// The bucket, from 0 inclusive to 1 exclusive; <c>null</c> without a value to hash, and for an unknown hash version.
/// </param>
[JsonConverter(typeof(TraceJsonConverter))]
public sealed record UserBucket(string Attribute, Value? HashValue, string Seed, double? Bucket)
{
    /// <summary>An attribute of the user with a name similar to that of a missing <see cref="Attribute"/>. Default: <c>null</c>, for none.</summary>
    public string? SimilarAttribute { get; init; }

    /// <summary>The fallback attribute, of which a user without <see cref="HashValue"/> has a value, and which sticky bucketing would hash. Default: none.</summary>
    public string? StickyFallback { get; init; }
}
