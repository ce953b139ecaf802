namespace GrowthBook.Client;

/// <summary>What goes from the store to the cache and back, and who of a fleet refreshes.</summary>
internal sealed class CacheExchange(GuardedCache cache, PayloadStore store, PayloadUpdaterOptions options, RefreshJournal journal, StreamOffer offer)
{
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>What this process last wrote to the cache or took from it.</summary>
    private volatile PayloadSnapshot? _cached;

    private volatile bool _isForbidden;

    /// <summary>Whether the server forbids to store its payload: then nothing is written.</summary>
    public bool IsForbidden
    {
        get => _isForbidden;
        set => _isForbidden = value;
    }

    /// <summary>Whether the processes of a fleet share the cache.</summary>
    public bool IsShared => cache.IsShared;

    private TimeProvider Time => options.TimeProvider;

    /// <summary>Offers the store what the cache holds; <c>null</c> when it holds nothing.</summary>
    public async Task<(CachedPayload Entry, RefreshResult Result)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await cache.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;
        // Another machine's clock may be ahead.
        var now = Time.GetUtcNow();
        var result = store.Offer(new PayloadOffer(entry.Json, PayloadOrigin.Cache, entry.FetchedAt < now ? entry.FetchedAt : now)
        {
            ETag = entry.ETag,
            Lifetime = options.LifetimeOf(CacheLifetime.Unknown),
        });
        if (result is RefreshResult.Updated { Snapshot: var taken })
        {
            _cached = taken;
            journal.Log(result);
        }
        if (store.Current is { } current && current.FetchedAt <= entry.FetchedAt)
            offer.Note(entry.OffersStream);
        return (entry, result);
    }

    /// <summary>
    /// Keeps the payload in use, unless its features could not be read: a later process may find better. A shared cache that
    /// holds it is told only that it was confirmed.
    /// </summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (IsForbidden || store.Current is not { LacksFeatures: false } current)
            return;
        var payload = new CachedPayload(current.Json, current.FetchedAt, current.ETag) { OffersStream = offer.Stands };
        var isStored = await cache.TryRenewAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == false)
            isStored = await cache.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
        if (isStored == true)
            _cached = current;
    }

    /// <summary>Writes what a stream brought; in a fleet, where each process has a stream, only one writes it, or who is refreshing does behind that.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (IsForbidden)
            return;
        if (!IsShared)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        var lease = await cache.TryLeaseAsync(options.LeaseDuration, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Takes what another process fetched lately, or else fetches as the only one of the fleet. While another process
    /// is at it, one with a payload goes on with that, and one without or with a demand waits for the other. When the other
    /// left an empty cache, as where the server forbids to store its payload or fails, nobody waits any longer.
    /// </summary>
    /// <param name="fetch">Fetches from the source.</param>
    /// <param name="isDemanded">Whether only what is fetched from now on is enough.</param>
    /// <param name="cancellationToken">Cancels the refresh.</param>
    public async Task<RefreshResult> RefreshWithinFleetAsync(
        Func<CancellationToken, Task<RefreshResult>> fetch, bool isDemanded, CancellationToken cancellationToken)
    {
        var asked = Time.GetUtcNow();
        var enough = isDemanded ? asked : asked - RecentEnough();
        var before = store.Current;
        // Another machine's clock may be ahead, so a demand also wants another entry than the one that is there now.
        var held = isDemanded ? (await ReadAsync(cancellationToken).ConfigureAwait(false))?.Entry.FetchedAt : null;
        for (var isFirst = true; ; isFirst = false)
        {
            RefreshResult? result = null;
            var isAlone = false;
            var lease = await cache.TryLeaseAsync(options.LeaseDuration, cancellationToken).ConfigureAwait(false);
            try
            {
                var cached = await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (cached is { Result: RefreshResult.Updated or RefreshResult.Unchanged } recent
                    && recent.Entry.FetchedAt >= enough && !(recent.Entry.FetchedAt <= held))
                {
                    result = recent.Result;
                }
                else if (lease.IsGranted && cached is null && !isFirst)
                {
                    isAlone = true;
                }
                else if (lease.IsGranted || Time.GetUtcNow() - asked > options.LeaseDuration)
                {
                    result = await fetch(cancellationToken).ConfigureAwait(false);
                }
                else if (!isDemanded && store.Current is not null)
                {
                    result = new RefreshResult.LeftToAnother();
                }
            }
            finally
            {
                await cache.ReleaseAsync(lease).ConfigureAwait(false);
            }
            if (isAlone)
                result = await fetch(cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                if (lease.Resource is not null)
                    await PublishMissedAsync(before, cancellationToken).ConfigureAwait(false);
                return result;
            }
            await Time.DelayAsync(LeaseRetry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what a stream brought while this process had the lease, whatever came of its own refresh: all left it to this one.</summary>
    private async Task PublishMissedAsync(PayloadSnapshot? before, CancellationToken cancellationToken)
    {
        if (store.Current is { } current && current.Hash != before?.Hash && current.Hash != _cached?.Hash)
            await PublishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// How old a payload that another process fetched may be so that this one need not ask: as old as it is fresh, or half of
    /// the time between two polls.
    /// </summary>
    private TimeSpan RecentEnough() => options.Mode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming
        ? TimeSpan.FromTicks(options.PollingInterval.Ticks / 2)
        : options.LifetimeOf(store.Current?.Lifetime ?? CacheLifetime.Unknown).MaxAge.GetValueOrDefault();
}
