namespace GrowthBook;

/// <summary>The share of users that a rule forces its value for, by hash.</summary>
internal sealed class Rollout(HashSeed seed, string hashAttribute, string? fallbackAttribute, BucketRange? range, double coverage)
{
    public string HashAttribute => hashAttribute;

    /// <summary>The attribute used for users without the first one, while sticky bucketing is on.</summary>
    public string? FallbackAttribute => fallbackAttribute;

    public HashSeed Seed => seed;

    public BucketRange? Range => range;

    /// <summary>The share of users, from 0 to 1 inclusive; 0 includes no user, not even one with bucket 0.</summary>
    public double Coverage => coverage;

    public bool Includes(double bucket) => range is { } r ? r.Contains(bucket) : bucket <= coverage;
}
