using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// Payloads in an <see cref="IDistributedCache"/>: Redis, SQL Server, PostgreSQL and others. Entries have the form of
/// <see cref="PayloadCacheEntry"/> under the key <c>growthbook:payload:&lt;key&gt;</c>.
/// </summary>
/// <remarks>
/// Such a cache cannot change a part of an entry: each time that the server confirms a payload, the entry is written again
/// whole, so that its age is right and it does not expire. Nor can it coordinate a fleet: each process asks the server.
/// </remarks>
public sealed class DistributedPayloadCache : IPayloadCache
{
    private readonly IDistributedCache _cache;
    private readonly DistributedCacheEntryOptions _entry;
    private readonly string _prefix;
    private readonly ILogger _logger;

    /// <summary>A payload cache.</summary>
    /// <param name="cache">Where entries are kept.</param>
    /// <param name="expiration">After how long an entry that is not written again disappears; above zero. Default: <c>null</c>, never, so that the last good payload outlives any outage.</param>
    /// <param name="prefix">What keys begin with. Default: <c>growthbook:payload:</c>.</param>
    /// <param name="loggerFactory">Makes the logger <c>GrowthBook.Payloads</c>. Default: none.</param>
    public DistributedPayloadCache(
        IDistributedCache cache, TimeSpan? expiration = null, string prefix = "growthbook:payload:", ILoggerFactory? loggerFactory = null)
    {
        _cache = cache ?? throw new ArgumentNullException(nameof(cache));
        if (expiration <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(expiration), "the expiration must be more than zero; leave it out to keep entries for ever");
        _entry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = expiration };
        _prefix = prefix ?? throw new ArgumentNullException(nameof(prefix));
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(PayloadLog.Category);
    }

    /// <inheritdoc/>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (await _cache.GetAsync(_prefix + key, cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;
        var payload = PayloadCacheEntry.Read(entry);
        if (payload is null)
            CacheLog.CorruptEntry(_logger);
        return payload;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) =>
        await _cache.SetAsync(_prefix + key, PayloadCacheEntry.ToBytes(payload), _entry, cancellationToken).ConfigureAwait(false);
}
