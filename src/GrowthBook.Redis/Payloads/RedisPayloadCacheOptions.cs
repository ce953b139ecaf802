using System.Collections.Immutable;

namespace GrowthBook.Client.Redis;

/// <summary>Options of a <see cref="RedisPayloadCache"/>.</summary>
public sealed class RedisPayloadCacheOptions
{
    /// <summary>
    /// The lifetime of a payload since it was last written; at least one millisecond. Default: <c>null</c>, unlimited, so that
    /// the last good payload outlives every outage.
    /// </summary>
    public TimeSpan? Expiry { get; set; }

    /// <summary>The prefix of all keys and channels. Default: <c>growthbook:</c>.</summary>
    public string KeyPrefix { get; set; } = "growthbook:";

    /// <summary>Finds all faults of the options.</summary>
    /// <returns>One message per fault; empty if the options are valid.</returns>
    public ImmutableArray<string> Validate() => RedisOptions.Faults(nameof(RedisPayloadCacheOptions), Expiry, KeyPrefix);
}
