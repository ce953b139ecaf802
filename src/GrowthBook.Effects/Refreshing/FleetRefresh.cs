namespace GrowthBook.Client;

/// <summary>Refreshes once per fleet: the process that holds the lease fetches, the other processes read its payload from the shared cache.</summary>
internal sealed class FleetRefresh(GuardedCache cache, CacheExchange exchange, PayloadStore store, PayloadUpdaterSettings settings)
{
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The first refresh that was left to another process since a source confirmed the payload, and when it had; <c>null</c> if there is none. The
    /// other process may stamp its entry earlier than this process left the refresh: it had begun before, or its clock is behind.
    /// </summary>
    private (Confirmation Left, DateTimeOffset Confirmed)? _left;

    /// <summary>
    /// Takes a payload that another process fetched recently; otherwise fetches while holding the lease. While another process
    /// refreshes: keeps the current payload if there is one and the refresh is not forced, otherwise waits. If the other
    /// process leaves the cache empty, because the server forbids storing or fails, this process fetches without the lease. It also does if
    /// refreshes have been left to another process for longer than a lease lasts, and no process has confirmed the payload since.
    /// </summary>
    /// <param name="fetch">Fetches from the source.</param>
    /// <param name="isForced">Whether only a payload fetched from now on is recent enough.</param>
    /// <param name="cancellationToken">Cancels the refresh.</param>
    public async Task<RefreshResult> RunAsync(
        Func<CancellationToken, Task<RefreshResult>> fetch, bool isForced, CancellationToken cancellationToken)
    {
        var started = Confirmation.Now(settings.TimeProvider);
        var enough = isForced ? started.At : started.At - RecentEnough();
        var before = store.Current;
        // The clock of another machine may be ahead, so a forced refresh also requires another entry than the present one.
        var held = isForced ? (await exchange.ReadAsync(cancellationToken).ConfigureAwait(false))?.Entry.FetchedAt : null;
        for (var isFirst = true; ; isFirst = false)
        {
            RefreshResult? result = null;
            var fetchesWithoutLease = false;
            var lease = await cache.TryLeaseAsync(settings.LeaseDuration, cancellationToken).ConfigureAwait(false);
            try
            {
                var cached = await exchange.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (cached is { Result: RefreshResult.Updated or RefreshResult.Unchanged } recent
                    && recent.Entry.FetchedAt >= enough && !IsInFuture(recent.Entry) && !(recent.Entry.FetchedAt <= held))
                {
                    result = recent.Result;
                }
                else if (lease.IsGranted && cached is null && !isFirst)
                {
                    fetchesWithoutLease = true;
                }
                else if (lease.IsGranted || started.Age > settings.LeaseDuration || (HasWaited && _left?.Left.Age > settings.LeaseDuration))
                {
                    result = await fetch(cancellationToken).ConfigureAwait(false);
                }
                else if (!isForced && store.Current is { } current)
                {
                    result = new RefreshResult.LeftToAnother();
                    _left = HasWaited ? _left : (started, current.Confirmation.At);
                }
            }
            finally
            {
                await cache.ReleaseAsync(lease).ConfigureAwait(false);
            }
            if (fetchesWithoutLease)
                result = await fetch(cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                if (lease.Resource is not null)
                    await exchange.PublishMissedAsync(before, cancellationToken).ConfigureAwait(false);
                return result;
            }
            await settings.TimeProvider.DelayAsync(LeaseRetry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether no process has confirmed the payload since a refresh was left to another one.</summary>
    private bool HasWaited => store.Current?.Confirmation.At is { } confirmed && confirmed == _left?.Confirmed;

    /// <summary>Whether an entry is later than the clocks of a fleet explain, so that its age is unknown.</summary>
    private bool IsInFuture(CachedPayload entry) => !Confirmation.Recorded(entry.FetchedAt, settings.TimeProvider).IsAgeKnown;

    /// <summary>
    /// The maximum age of a payload that another process fetched: its time to live, or half of the polling interval.
    /// </summary>
    private TimeSpan RecentEnough() => settings.Mode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming
        ? TimeSpan.FromTicks(settings.PollingInterval.Ticks / 2)
        : settings.LifetimeOf(store.Current?.Lifetime ?? CacheLifetime.Unknown).MaxAge.GetValueOrDefault();
}
