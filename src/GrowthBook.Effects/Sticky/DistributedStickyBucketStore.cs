using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// A store over <see cref="IDistributedCache"/>, and with it over Redis, SQL Server, PostgreSQL and others. Documents
/// are kept under <c>{prefix}id||123</c> as the JSON that the other GrowthBook SDKs write, in UTF-8.
/// </summary>
/// <remarks>
/// Such a cache cannot merge in one step: saving reads the document, adds to it and writes it back. Within a process
/// one caller at a time does this, but if two processes save for the same user at the same moment, one can overwrite the
/// assignment of the other; the hash then assigns the user again. To avoid that, use a store that merges on its server,
/// such as that of GrowthBook.Redis. It also returns an entry as a whole, so that a larger one than allowed is read, but not parsed.
/// </remarks>
public sealed class DistributedStickyBucketStore : IStickyBucketStore
{
    private readonly IDistributedCache _cache;
    private readonly string _prefix;
    private readonly DistributedCacheEntryOptions _entry;
    private readonly GuardedLogger _logger;
    private readonly int _maxBytes;
    private readonly FailureCounts<string> _unreadable = new();
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>A store over a cache.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="expiry">The time after the last read or write at which a document expires; above zero. Default: never.</param>
    /// <param name="keyPrefix">The prefix of the keys. Default: none.</param>
    /// <param name="logger">Logs corrupt documents, without their contents. Default: no logging.</param>
    /// <param name="maxBytes">The maximum size of a document in bytes, above zero; a larger one counts as missing, is logged, and the next save replaces it. Default: 1 MiB, room for more than 10,000 assignments of one identifier.</param>
    public DistributedStickyBucketStore(IDistributedCache cache, TimeSpan? expiry = null, string keyPrefix = "", ILogger? logger = null, int maxBytes = 1024 * 1024)
    {
        _cache = cache ?? throw new ArgumentNullException(nameof(cache));
        _prefix = keyPrefix ?? throw new ArgumentNullException(nameof(keyPrefix));
        if (expiry <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(expiry), expiry, "the expiry must be above zero; leave it out to keep documents without end");
        if (maxBytes <= 0)
            throw new ArgumentOutOfRangeException(nameof(maxBytes), maxBytes, "must be above zero");
        _maxBytes = maxBytes;
        _entry = new DistributedCacheEntryOptions { SlidingExpiration = expiry };
        _logger = GuardedLogger.Of(logger);
    }

    /// <inheritdoc/>
    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (keys.IsDefaultOrEmpty)
            return StickyBuckets.Empty;
        var found = await Task.WhenAll(keys.Select(key => FindAsync(key, cancellationToken))).ConfigureAwait(false);
        return StickyBuckets.Of(found.OfType<StickyAssignmentDocument>());
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        var turn = _turns[(uint)KeyedTexts.Comparer.GetHashCode(document.Key) % (uint)_turns.Length];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var stored = await FindAsync(document.Key, cancellationToken).ConfigureAwait(false);
            var merged = stored?.Merge(document) ?? document;
            if (!merged.Equals(stored))
                await _cache.SetAsync(_prefix + document.Key, Encoding.UTF8.GetBytes(merged.ToString()), _entry, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<StickyAssignmentDocument?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var json = await _cache.GetAsync(_prefix + key, cancellationToken).ConfigureAwait(false);
        if (json is null)
            return null;
        if (json.Length > _maxBytes)
            return Unreadable(key, "large", FormattableString.Invariant($"it has {json.Length} bytes, more than the limit of {_maxBytes}; end old experiments, or raise maxBytes"));
        var (document, errors) = StickyAssignmentDocument.Parse(Encoding.UTF8.GetString(json));
        return document?.Key == key ? document
            : document is not null ? Unreadable(key, "other", "it is of another user")
            : Unreadable(key, "corrupt", errors is [var first, ..] ? first.Path : "it is empty");
    }

    private StickyAssignmentDocument? Unreadable(string key, string reason, string fault)
    {
        if (_unreadable.Add(reason, out var total))
            StickyLog.Corrupt(_logger, StickyBucketKeys.AttributeOf(key), total, fault);
        return null;
    }
}
