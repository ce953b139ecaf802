using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// A payload cache over an <see cref="IDistributedCache"/>: Redis, SQL Server, PostgreSQL and others. Entries have the format
/// of <see cref="PayloadCacheEntry"/> and the key <c>growthbook:payload:&lt;key&gt;</c>.
/// </summary>
/// <remarks>
/// Such a cache cannot update a part of an entry: while the server confirms the payload, the whole entry is written again every
/// five minutes to an hour, so that it does not expire and a restarted process knows its age. It does not coordinate a fleet: each process sends its own requests.
/// It also returns an entry as a whole, so that a larger one than allowed is read, but not parsed, and released at once: limit the size of values in the cache itself
/// if others can write to it.
/// </remarks>
public sealed class DistributedPayloadCache : IPayloadCache
{
    private readonly IDistributedCache _cache;
    private readonly DistributedCacheEntryOptions _entry;
    private readonly string _keyPrefix;
    private readonly int _maxBytes;
    private readonly GuardedLogger _logger;

    /// <summary>Creates a payload cache.</summary>
    /// <param name="cache">The cache that stores the entries.</param>
    /// <param name="expiry">The lifetime of an entry since it was last written; more than zero, and more than an hour to outlive the times between writes. Default: <c>null</c>, unlimited, so that the last good payload outlives any outage.</param>
    /// <param name="keyPrefix">The prefix of all keys. Default: <c>growthbook:payload:</c>.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Payloads</c>. Default: none.</param>
    /// <param name="maxBytes">The maximum size of an entry in bytes, above zero; a larger one is a cache miss and is logged. Default: 64 MiB.</param>
    public DistributedPayloadCache(
        IDistributedCache cache, TimeSpan? expiry = null, string keyPrefix = "growthbook:payload:", ILoggerFactory? loggerFactory = null,
        int maxBytes = 64 * 1024 * 1024)
    {
        _cache = cache ?? throw new ArgumentNullException(nameof(cache));
        if (expiry <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(expiry), expiry, "must be null or more than zero");
        _maxBytes = PayloadCacheEntry.LargestOf(maxBytes);
        _entry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = expiry };
        _keyPrefix = keyPrefix ?? throw new ArgumentNullException(nameof(keyPrefix));
        _logger = GuardedLogger.Of(loggerFactory?.CreateLogger(PayloadLog.Category));
    }

    /// <inheritdoc/>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (await _cache.GetAsync(_keyPrefix + key, cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;
        if (entry.Length > _maxBytes)
        {
            CacheLog.LargeEntry(_logger, _keyPrefix + key, _maxBytes);
            return null;
        }
        var payload = PayloadCacheEntry.Read(entry);
        if (payload is null)
            CacheLog.CorruptEntry(_logger);
        return payload;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) =>
        await _cache.SetAsync(_keyPrefix + key, PayloadCacheEntry.ToBytes(payload), _entry, cancellationToken).ConfigureAwait(false);
}
