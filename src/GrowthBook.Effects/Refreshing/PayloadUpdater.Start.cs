using System.Diagnostics;

namespace GrowthBook.Client;

/// <content>The start: loads the first payload.</content>
public sealed partial class PayloadUpdater
{
    /// <summary>How long the start waits for the cache alone. After it the start also asks the source.</summary>
    private static readonly TimeSpan LongestWaitForCache = TimeSpan.FromMilliseconds(250);

    /// <summary>The first read of the cache; <c>null</c> before it.</summary>
    private volatile Task? _reading;

    /// <summary>The request that does not wait for the cache; <c>null</c> if the cache was quick.</summary>
    private volatile Task<RefreshResult>? _asked;

    private volatile bool _hasTimedOut;

    /// <summary>Whether a caller waited for the start longer than it was ready to; a timeout of zero does not wait.</summary>
    internal bool HasTimedOut => _hasTimedOut;

    /// <summary>Starts, and waits until the start has ended, however long it takes.</summary>
    /// <param name="cancellationToken">Cancels the waiting, not the start.</param>
    /// <returns>Where the payload in use came from; a failed load is a result and not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The updater is disposed, also during the call.</exception>
    public Task<StartResult> StartAsync(CancellationToken cancellationToken = default) =>
        StartAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Starts: takes the initial payload, then the cached one, fetches from the source unless the cached payload is fresh
    /// enough, and keeps refreshing. Only the first call starts; every call waits for the same start.
    /// </summary>
    /// <param name="timeout">How long to wait, from zero to a day, or <see cref="Timeout.InfiniteTimeSpan"/>. After the timeout, the start continues in the background.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the start.</param>
    /// <returns>Where the payload in use came from; a failed load is a result and not an exception.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The updater is disposed, also during the call.</exception>
    public async Task<StartResult> StartAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "the timeout must be from zero to a day, or infinite");
        ThrowIfDisposed();
        Task<StartResult> start;
        lock (_gate)
            start = _start ??= Detached.Run(() => BeginAsync(WaitForCache(timeout)));
        try
        {
            return await OrDisposedAsync(start.WaitAsync(timeout, _settings.TimeProvider, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _hasTimedOut |= timeout > TimeSpan.Zero;
            var from = _reading is { IsCompleted: false } ? " from the payload cache" : "";
            if (from.Length > 0 && _asked is { IsCompleted: false })
                from += " or the server";
            var reason = FormattableString.Invariant($"no answer{from} within {timeout.TotalSeconds:0.###} s; loading continues");
            return Current is null ? new StartResult(PayloadOrigin.Timeout, reason) : ResultFor(Current, reason);
        }
    }

    /// <summary>
    /// Starts, and waits for what this machine has: the payload of a file, a resource or code, and a cache of files. The start continues in the
    /// background.
    /// </summary>
    /// <param name="timeout">How long to wait at most, as a file may be on a network drive.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the start.</param>
    internal async Task StartLocallyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await StartAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        try
        {
            await _local.Task.WaitAsync(timeout, _settings.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The first user without a payload is logged.
        }
    }

    /// <summary>Loads the payload of a source in memory, without a start.</summary>
    internal void LoadFromMemory()
    {
        if (_source is InMemoryPayloadSource)
            _ = _refresh.RunAsync(_ended); // Such a source answers at once.
    }

    private static bool IsLocal(IPayloadSource source) => source is FilePayloadSource or EmbeddedPayloadSource or InMemoryPayloadSource;

    /// <summary>At most half of the time that the first caller waits.</summary>
    private static TimeSpan WaitForCache(TimeSpan timeout) =>
        timeout > TimeSpan.Zero ? BackOff.Min(LongestWaitForCache, TimeSpan.FromTicks(timeout.Ticks / 2)) : LongestWaitForCache;

    private async Task<StartResult> BeginAsync(TimeSpan waitForCache)
    {
        try
        {
            return await LoadAndKeepFreshAsync(waitForCache).ConfigureAwait(false);
        }
        finally
        {
            _local.TrySetResult(true);
        }
    }

    private async Task<StartResult> LoadAndKeepFreshAsync(TimeSpan waitForCache)
    {
        // Watching starts before reading, so that no change is missed in between.
        _background = Task.WhenAll(KeepRunningAsync("watching the source", WatchAsync), KeepRunningAsync("listening to the cache", ListenAsync));
        var result = await LoadFirstAsync(waitForCache).ConfigureAwait(false);
        _background = Task.WhenAll(_background, KeepRunningAsync("refreshing the payload", KeepFreshAsync));
        return result;
    }

    private async Task<StartResult> LoadFirstAsync(TimeSpan waitForCache)
    {
        if (_settings.InitialSource is { } other && !IsLocal(other))
            _local.TrySetResult(true);
        if (_settings.InitialSource is { } initial && Current is null)
            await new PayloadRefresh(initial, _store, null, null, _settings, _journal, new StreamAvailability()) { IsInitial = true }.RunAsync(_ended).ConfigureAwait(false);
        if (_settings.Cache is not (null or FilePayloadCache))
            _local.TrySetResult(true);
        var mayUseInitial = _settings is { StartFromInitialPayload: true, InitialSource: not null };
        if (_cache is not null)
            await ReadFirstAsync(_cache, mayUseInitial && Current is not null ? Timeout.InfiniteTimeSpan : waitForCache).ConfigureAwait(false);
        if (!IsLocal(_source))
            _local.TrySetResult(true);
        if (mayUseInitial && Current is { } initialOrCached)
        {
            _journal.Postpone(_settings.BetweenRefreshes);
            return ResultFor(initialOrCached, null);
        }
        if (Current is { Origin: PayloadOrigin.Cache } cached)
        {
            var freshness = cached.Freshness;
            if (freshness == PayloadFreshness.Revalidating)
                _ = _asked ?? _flight.Start();
            if (freshness is PayloadFreshness.Fresh or PayloadFreshness.Revalidating)
            {
                _needsStreamOffer = true;
                return new StartResult(PayloadOrigin.Cache);
            }
        }
        return await (_asked ?? _flight.Start()).OrCancelled(_ended).ConfigureAwait(false) switch
        {
            RefreshResult.Updated { Snapshot: var snapshot } => ResultOf(snapshot),
            RefreshResult.Unchanged { Snapshot: var snapshot } => ResultOf(snapshot),
            RefreshResult.Older => ResultFor(Current, "the fetched payload is older than the payload in use and is held"),
            RefreshResult.LeftToAnother => ResultFor(Current, "another process is refreshing"),
            RefreshResult.Failed { Failure: var failure } => ResultFor(Current, failure.Message),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Reads the cache. If it takes long, asks the source next to it, without the cache, and waits for the first payload.</summary>
    private async Task ReadFirstAsync(CacheExchange cache, TimeSpan wait)
    {
        var read = cache.TryReadAsync(_ended);
        _reading = read;
        try
        {
            await read.WaitAsync(wait, _settings.TimeProvider, _ended).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _guarded!.Suspect();
            var refresh = _flight.Start();
            _asked = refresh;
            _background = Task.WhenAll(_background, KeepRunningAsync("caching the first payload", () => PublishLateAsync(cache, read, refresh)));
            if (await Task.WhenAny(read, refresh).ConfigureAwait(false) == refresh && !await HasLoadedAsync(refresh).ConfigureAwait(false))
                await read.OrCancelled(_ended).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a refresh that has ended has a payload.</summary>
    private static async Task<bool> HasLoadedAsync(Task<RefreshResult> refresh) =>
        refresh.Status == TaskStatus.RanToCompletion && await refresh.ConfigureAwait(false) is RefreshResult.Updated or RefreshResult.Unchanged;

    /// <summary>Writes what the source sent while the cache had no answer to the first read.</summary>
    private async Task PublishLateAsync(CacheExchange cache, Task<bool> read, Task<RefreshResult> refresh)
    {
        await Task.WhenAny(refresh).ConfigureAwait(false);
        await Task.WhenAny(read).ConfigureAwait(false);
        var hasAnswered = read.Status == TaskStatus.RanToCompletion && await read.ConfigureAwait(false);
        if (hasAnswered && Current is { Origin: PayloadOrigin.Network })
            await cache.PublishAsync(_ended).ConfigureAwait(false);
    }

    private static StartResult ResultOf(PayloadSnapshot loaded) =>
        new(loaded.Origin, PayloadText.LostPartOf(loaded.Errors) is { } lost ? $"a part of the payload is left out: {lost}" : null);

    /// <summary>The result of a start that loaded nothing from the source.</summary>
    private static StartResult ResultFor(PayloadSnapshot? current, string? reason) => current switch
    {
        null => new StartResult(PayloadOrigin.Error, reason),
        { Origin: PayloadOrigin.Cache } cached => new StartResult(
            cached.Freshness == PayloadFreshness.Fresh ? PayloadOrigin.Cache : PayloadOrigin.Stale, reason),
        _ => new StartResult(current.Origin, reason),
    };
}
