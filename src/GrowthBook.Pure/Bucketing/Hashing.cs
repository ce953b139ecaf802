namespace GrowthBook;

/// <summary>
/// Hashing of identifiers to buckets: FNV-1a of 32 bits over UTF-16 code units, as the GrowthBook specification
/// has it. Deterministic everywhere.
/// </summary>
public static class Hashing
{
    /// <summary>The version of hashing in use where a rule or experiment names none.</summary>
    public const int DefaultVersion = 1;

    /// <summary>Whether users have buckets by a version: <c>null</c> and 0 mean the default one.</summary>
    internal static bool IsKnown(double? version) => version is null or 0 or 1 or 2;

    /// <summary>The bucket of an identifier.</summary>
    /// <param name="seed">The seed, which makes the buckets of experiments independent of each other.</param>
    /// <param name="value">The identifier.</param>
    /// <param name="version">
    /// 1: <c>fnv(value + seed) mod 1000 / 1000</c>, which is slightly biased. 2: <c>fnv(text of fnv(seed + value)) mod
    /// 10000 / 10000</c>.
    /// </param>
    /// <returns>A number from 0 inclusive to 1 exclusive, in steps of 0.001 or 0.0001; <c>null</c> for any other version.</returns>
    public static double? Hash(string seed, string value, double version)
    {
        var bucket = new HashSeed(seed ?? throw new ArgumentNullException(nameof(seed)), version == 0 ? -1 : version)
            .Bucket(value ?? throw new ArgumentNullException(nameof(value)));
        return double.IsNaN(bucket) ? null : bucket;
    }
}
