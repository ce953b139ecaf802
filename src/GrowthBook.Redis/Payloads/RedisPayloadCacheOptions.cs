namespace GrowthBook.Client.Redis;

/// <summary>How a <see cref="RedisPayloadCache"/> keeps payloads.</summary>
public sealed record RedisPayloadCacheOptions
{
    /// <summary>What stands in front of each key and channel. Default: <c>growthbook:</c>.</summary>
    public string KeyPrefix { get; init => field = value ?? throw new ArgumentNullException(nameof(KeyPrefix)); } = "growthbook:";

    /// <summary>
    /// How long a payload is kept after it was last written; above zero, in steps of a millisecond. Default: <c>null</c>, for
    /// ever, so that the last good payload outlives every outage.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is below a millisecond.</exception>
    public TimeSpan? Expiry
    {
        get;
        init => field = value is null || value >= TimeSpan.FromMilliseconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Expiry), value, "payloads cannot expire before a millisecond has passed; use null to keep them for ever");
    }
}
