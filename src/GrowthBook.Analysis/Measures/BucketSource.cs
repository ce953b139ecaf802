namespace GrowthBook.Analysis;

/// <summary>
/// A random input of users: an attribute, hashed with a seed to one of <see cref="Grain"/> buckets of equal probability. Two
/// different sources are independent of each other, but for those of one <see cref="State"/>.
/// </summary>
/// <param name="Attribute">The attribute that is hashed.</param>
/// <param name="Seed">The seed of the hash.</param>
/// <param name="Version">The version of hashing, 1 or 2.</param>
internal sealed record BucketSource(string Attribute, string Seed, int Version)
{
    private const string NamespacePrefix = "__";

    /// <summary>The number of buckets.</summary>
    public int Grain => Version == 2 ? 10_000 : 1_000;

    /// <summary>
    /// What sources of version 1 of one attribute have in common: the state of the hash after the value, which their seeds follow. They depend on each
    /// other. <c>null</c> for version 2.
    /// </summary>
    public BucketSource? State => Version == Hashing.DefaultVersion ? new(Attribute, "", 0) : null;

    /// <summary>The source of an experiment, a rollout or a filter; <c>null</c> for an unknown version, which includes no user.</summary>
    public static BucketSource? Of(string attribute, string seed, double? version) => version switch
    {
        2 => new(attribute, seed, 2),
        null or 0 or Hashing.DefaultVersion => new(attribute, seed, Hashing.DefaultVersion),
        _ => null,
    };

    /// <summary>The source of a namespace, which hashes by version 1 with two underscores before the id.</summary>
    public static BucketSource OfNamespace(string attribute, string id) => new(attribute, NamespacePrefix + id, Hashing.DefaultVersion) { NamespaceId = id };

    /// <summary>The id of the namespace that this source was made for. Default: <c>null</c>, it was made for a seed. Does not count for equality.</summary>
    public string? NamespaceId { get; private init; }

    /// <summary>Whether both give each user the same bucket.</summary>
    public bool Equals(BucketSource? other) => other is not null && Version == other.Version && Seed == other.Seed && Attribute == other.Attribute;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Attribute, Seed, Version);

    /// <summary>The bucket at an index from 0 inclusive to <see cref="Grain"/> exclusive.</summary>
    public double BucketAt(int index) => index / (double)Grain;

    /// <summary>The index of the bucket of an identifier.</summary>
    public int IndexOf(string id) => (int)Math.Round(new HashSeed(Seed, Version).Bucket(id) * Grain);
}
