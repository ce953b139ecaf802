using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Redis;

/// <summary>Log messages about entries in Redis, event ids 2360 to 2369. They contain no attribute value.</summary>
internal static partial class RedisLog
{
    public const string Category = "GrowthBook.Redis";

    [LoggerMessage(2360, LogLevel.Warning, "the payload at {Key} has a field of {Bytes} bytes, more than the limit of {MaxBytes}; it is not read and counts as a miss ({Total} so far): delete the key, or raise RedisPayloadCacheOptions.MaxPayloadBytes")]
    public static partial void LargePayload(GuardedLogger logger, string key, long bytes, int maxBytes, long total);

    [LoggerMessage(2361, LogLevel.Warning, "a sticky bucket document of attribute {Attribute} has more than {MaxBytes} bytes; it counts as missing, and the next save replaces it ({Total} so far): end old experiments, or raise RedisStickyBucketOptions.MaxDocumentBytes")]
    public static partial void LargeDocument(GuardedLogger logger, string attribute, int maxBytes, long total);

    [LoggerMessage(2362, LogLevel.Warning, "a key of a sticky bucket document of attribute {Attribute} has another type than a string; it counts as missing, and the next save replaces it ({Total} so far): if other data uses the key, set RedisStickyBucketOptions.KeyPrefix")]
    public static partial void DocumentOfOtherType(GuardedLogger logger, string attribute, long total);

    [LoggerMessage(2363, LogLevel.Warning, "the payload at {Key} has another type than a hash; it counts as a miss, and the next write replaces it ({Total} so far): if other data uses the key, set RedisPayloadCacheOptions.KeyPrefix")]
    public static partial void PayloadOfOtherType(GuardedLogger logger, string key, long total);

    [LoggerMessage(2364, LogLevel.Warning, "the key {Key} of the refresh lease had no expiry, as no lease has; it counts as not held and is replaced ({Total} so far): if other data uses the key, set RedisPayloadCacheOptions.KeyPrefix")]
    public static partial void LeaseWithoutExpiry(GuardedLogger logger, string key, long total);

    [LoggerMessage(2365, LogLevel.Warning, "a sticky bucket document of attribute {Attribute} is corrupt; it counts as missing, and the next save replaces it ({Total} so far): {Fault}; if other data uses the key, set RedisStickyBucketOptions.KeyPrefix")]
    public static partial void CorruptDocument(GuardedLogger logger, string attribute, long total, string fault);
}
