namespace GrowthBook.Client;

/// <summary>Moves payloads between the store and the cache.</summary>
internal sealed class CacheExchange(GuardedCache cache, PayloadStore store, PayloadUpdaterSettings settings, RefreshJournal journal, StreamAvailability stream)
{
    /// <summary>The snapshot that this process last wrote to the cache or read from it.</summary>
    private volatile PayloadSnapshot? _cached;

    private volatile bool _isForbidden;

    /// <summary>Whether the server forbids storing its payload; then nothing is written.</summary>
    public bool IsForbidden
    {
        get => _isForbidden;
        set => _isForbidden = value;
    }

    /// <summary>Whether the processes of a fleet share the cache.</summary>
    public bool IsShared => cache.IsShared;

    /// <summary>Offers the entry of the cache to the store; <c>null</c> if the cache has none.</summary>
    public async Task<(CachedPayload Entry, RefreshResult Result)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await cache.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;
        // The clock of the machine that wrote the entry may be ahead.
        var now = settings.TimeProvider.GetUtcNow();
        var result = store.TryReplace(new Candidate(entry.Json, PayloadOrigin.Cache, entry.FetchedAt < now ? entry.FetchedAt : now)
        {
            ETag = entry.ETag,
            Lifetime = settings.LifetimeOf(CacheLifetime.Unknown),
        });
        if (result is RefreshResult.Updated { Snapshot: var taken })
        {
            _cached = taken;
            journal.Log(result);
        }
        if (store.Current is { } current && current.FetchedAt <= entry.FetchedAt)
            stream.SetFromCache(entry.OffersStream);
        return (entry, result);
    }

    /// <summary>
    /// Writes the payload in use, unless its features could not be read: a later process may be able to. A shared cache that
    /// already holds the payload only gets its new confirmation time.
    /// </summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (IsForbidden || store.Current is not { LacksFeatures: false } current)
            return;
        var payload = new CachedPayload(current.Json, current.FetchedAt, current.ETag) { OffersStream = stream.IsOffered };
        var isStored = await cache.TryRenewAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == false)
            isStored = await cache.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == true)
            _cached = current;
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
}
