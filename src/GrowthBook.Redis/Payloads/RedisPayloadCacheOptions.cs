using System.Collections.Immutable;

namespace GrowthBook.Client.Redis;

/// <summary>Options of a <see cref="RedisPayloadCache"/>.</summary>
public sealed class RedisPayloadCacheOptions
{
    private const string DefaultKeyPrefix = "growthbook:";

    /// <summary>
    /// The lifetime of a payload since it was last written; at least one millisecond. Default: <c>null</c>, unlimited, so that
    /// the last good payload outlives every outage.
    /// </summary>
    public TimeSpan? Expiry { get; set; }

    /// <summary>The prefix of all keys and channels. An empty text means the default. Default: <c>growthbook:</c>.</summary>
    public string KeyPrefix { get; set => field = value is { Length: > 0 } ? value : DefaultKeyPrefix; } = DefaultKeyPrefix;

    /// <summary>
    /// The maximum size of a stored payload in bytes; above zero. A larger one is not read: it counts as a miss and is logged. If the client's
    /// <see cref="GrowthBookOptions.MaxPayloadBytes"/> is raised, raise this too. Default: 64 MiB.
    /// </summary>
    public int MaxPayloadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Finds all faults of the options.</summary>
    /// <returns>One message per fault; empty if the options are valid.</returns>
    public ImmutableArray<string> Validate() => Faults().ToImmutable();

    internal OptionFaults Faults() => RedisOptions.Faults(nameof(RedisPayloadCacheOptions), Expiry, nameof(MaxPayloadBytes), MaxPayloadBytes);
}
