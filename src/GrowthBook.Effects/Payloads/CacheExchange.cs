namespace GrowthBook.Client;

/// <summary>What goes from the store to the cache and back, and who of a fleet refreshes.</summary>
internal sealed class CacheExchange(GuardedCache cache, PayloadStore store, PayloadUpdaterOptions options, RefreshJournal journal)
{
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(200);

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
        if (result is RefreshResult.Updated)
            journal.Log(result);
        return (entry, result);
    }

    /// <summary>Writes the payload in use, unless its features could not be read: a later process may find better.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (store.Current is { LacksFeatures: false } current)
            await cache.WriteAsync(new CachedPayload(current.Json, current.FetchedAt, current.ETag), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what a stream brought; in a fleet, where each process has a stream, only one writes it.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (!IsShared)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        var lease = await cache.TryLeaseAsync(options.LeaseDuration, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!lease.IsGranted)
                return;
            var cached = await cache.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (cached is null || ContentHash.Of(cached.Json.Span) != store.Current?.Hash)
                await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await cache.ReleaseAsync(lease).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes what another process fetched lately, or else fetches as the only one of the fleet. While another process
    /// is at it, one with a payload goes on with that, and one without or with a demand waits for the other.
    /// </summary>
    public async Task<RefreshResult> RefreshWithinFleetAsync(
        Func<CancellationToken, Task<RefreshResult>> fetch, RefreshDemand demand, CancellationToken cancellationToken)
    {
        var asked = Time.GetUtcNow();
        var enough = demand switch
        {
            RefreshDemand.None => asked - RecentEnough(),
            RefreshDemand.SinceNow => asked,
            RefreshDemand.ByItself => DateTimeOffset.MaxValue,
        };
        while (true)
        {
            var lease = await cache.TryLeaseAsync(options.LeaseDuration, cancellationToken).ConfigureAwait(false);
            try
            {
                var cached = await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (cached is { Result: RefreshResult.Updated or RefreshResult.Unchanged } recent
                    && recent.Entry.FetchedAt >= enough)
                {
                    return recent.Result;
                }
                if (lease.IsGranted || Time.GetUtcNow() - asked > options.LeaseDuration)
                    return await fetch(cancellationToken).ConfigureAwait(false);
                if (demand == RefreshDemand.None && store.Current is not null)
                    return new RefreshResult.LeftToAnother();
            }
            finally
            {
                await cache.ReleaseAsync(lease).ConfigureAwait(false);
            }
            await Time.DelayAsync(LeaseRetry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How old a payload that another process fetched may be so that this one need not ask: half of the time between two refreshes.</summary>
    private TimeSpan RecentEnough()
    {
        var between = options.Mode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming
            ? options.PollingInterval
            : options.LifetimeOf(store.Current?.Lifetime ?? CacheLifetime.Unknown).MaxAge.GetValueOrDefault();
        return TimeSpan.FromTicks(between.Ticks / 2);
    }
}
