namespace GrowthBook.Client;

/// <summary>Moves payloads between the store and the cache.</summary>
internal sealed class CacheExchange(GuardedCache cache, PayloadStore store, PayloadUpdaterSettings settings, RefreshJournal journal, StreamAvailability stream)
{
    private static readonly TimeSpan ShortestRewrite = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRewrite = TimeSpan.FromHours(1);

    /// <summary>The snapshot that this process last wrote to the cache or read from it.</summary>
    private volatile PayloadSnapshot? _cached;

    private volatile bool _cachedOffer;
    private volatile bool _isForbidden;

    /// <summary>The time of the last entry that was reported as being in the future.</summary>
    private DateTimeOffset? _inFuture;

    /// <summary>Whether the server forbids storing its payload; then nothing is written.</summary>
    public bool IsForbidden
    {
        get => _isForbidden;
        set => _isForbidden = value;
    }

    /// <summary>Whether the processes of a fleet share the cache.</summary>
    public bool IsShared => cache.IsShared;

    /// <summary>Offers the entry of the cache to the store; <c>null</c> if the cache has none.</summary>
    public async Task<(CachedPayload Entry, RefreshResult Result)?> ReadAsync(CancellationToken cancellationToken) =>
        (await cache.ReadAsync(cancellationToken).ConfigureAwait(false)).Payload is { } entry ? (entry, Offer(entry)) : null;

    /// <summary>Offers the entry of the cache to the store; <c>false</c> if the cache failed.</summary>
    public async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        var read = await cache.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (read.Payload is { } entry)
            _ = Offer(entry);
        return read.Succeeded;
    }

    /// <summary>
    /// Writes the payload in use, unless the cache holds it already with a time that is recent enough for a restart. A shared cache that already holds the payload only gets its new confirmation time.
    /// </summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (IsForbidden || store.Current is not { } current)
            return;
        var offersStream = stream.IsOffered;
        if (!IsShared && IsStored(current, offersStream))
            return;
        var payload = new CachedPayload(current.Json, current.FetchedAt, current.ETag)
        {
            OffersStream = offersStream,
            Lifetime = current.ServerLifetime,
            ContentHash = current.Hash.ToString(),
        };
        var isStored = await cache.TryRenewAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == false)
            isStored = await cache.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == true)
            (_cached, _cachedOffer) = (current, offersStream);
    }

    /// <summary>
    /// Whether the cache holds a payload so that a restart finds what it needs: the content, the entity tag, the offer of a stream, the lifetimes,
    /// and a time that lets it start without the server for half of the time in which it may.
    /// </summary>
    private bool IsStored(PayloadSnapshot current, bool offersStream)
    {
        if (_cached is not { Age: { } age } stored || stored.Hash != current.Hash || stored.ETag != current.ETag || stored.ServerLifetime != current.ServerLifetime
            || _cachedOffer != offersStream)
        {
            return false;
        }
        var usable = (current.Lifetime.MaxAge ?? TimeSpan.Zero) + (current.Lifetime.StaleWhileRevalidate ?? TimeSpan.Zero);
        return age < BackOff.Min(BackOff.Max(TimeSpan.FromTicks(usable.Ticks / 2), ShortestRewrite), LongestRewrite);
    }

    /// <summary>
    /// Writes a payload that the stream delivered. In a fleet, where each process has a stream, one process writes; if a
    /// refresh holds the lease, that process writes after its refresh.
    /// </summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (IsForbidden)
            return;
        if (!IsShared)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        var lease = await cache.TryLeaseAsync(settings.LeaseDuration, cancellationToken).ConfigureAwait(false);
        try
        {
            if (lease.IsGranted)
                await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await cache.ReleaseAsync(lease).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a payload that the stream delivered while this process held the lease, whatever its own refresh returned: the other processes did not write it.</summary>
    /// <param name="before">The payload in use before the refresh.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task PublishMissedAsync(PayloadSnapshot? before, CancellationToken cancellationToken)
    {
        if (store.Current is { } current && current.Hash != before?.Hash && current.Hash != _cached?.Hash)
            await PublishAsync(cancellationToken).ConfigureAwait(false);
    }

    private RefreshResult Offer(CachedPayload entry)
    {
        var confirmation = Confirmation.Recorded(entry.FetchedAt, settings.TimeProvider);
        if (!confirmation.IsAgeKnown && _inFuture != entry.FetchedAt)
            journal.FutureEntry(entry.FetchedAt);
        _inFuture = confirmation.IsAgeKnown ? null : entry.FetchedAt;
        var result = store.TryReplace(new Candidate(entry.Json, PayloadOrigin.Cache, confirmation)
        {
            ETag = entry.ETag,
            ServerLifetime = entry.Lifetime,
        });
        if (result is RefreshResult.Updated { Snapshot: var taken })
        {
            (_cached, _cachedOffer) = (taken, entry.OffersStream);
            journal.Log(result);
        }
        if (store.Current is { } current && !confirmation.IsBefore(current.Confirmation))
            stream.SetFromCache(entry.OffersStream);
        return result;
    }
}
