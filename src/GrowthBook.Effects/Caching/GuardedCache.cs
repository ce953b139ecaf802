using System.Collections.Concurrent;

namespace GrowthBook.Client;

/// <summary>
/// Wraps a cache with a timeout and logging; failures count as a miss. The first failure of an outage is a warning. During an
/// outage one call at a time probes the cache, and the others count as failed without a call. Thread-safe.
/// </summary>
internal sealed class GuardedCache(IPayloadCache cache, string key, int maxBytes, TimeSpan timeout, TimeProvider time, GuardedLogger logger)
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Task, bool> _calls = new();
    private readonly OutageGuard _guard = new(PauseAfterFailure, timeout, time);
    private readonly BlockingCalls _blocking = new();
    private readonly FailureCount _large = new();
    private int _failures;

    /// <summary>How long the outage of the cache has lasted; <c>null</c> without an outage.</summary>
    public TimeSpan? Outage => _guard.Outage;

    /// <summary>Whether log lines have the messages of exceptions. Default: <c>false</c>.</summary>
    public bool LogsMessages { get; init; }

    /// <summary>Whether processes share the cache.</summary>
    public bool IsShared => cache is ISharedPayloadCache;

    /// <summary>Reads the payload; one above the limit counts as a miss.</summary>
    public async Task<CacheRead> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await GuardAsync(
            "read", async token => new CacheRead(true, await cache.ReadAsync(key, token).ConfigureAwait(false)), CacheRead.Failed, cancellationToken).ConfigureAwait(false);
        if (read.Payload is null || read.Payload.Json.Length <= maxBytes)
            return read;
        if (_large.Add(1, out _))
            CacheLog.LargeEntry(logger, key, maxBytes);
        return read with { Payload = null };
    }

    /// <summary>Has other calls go on without the cache while a read has no answer. The read goes on, and its answer ends this.</summary>
    public void Suspect() => _guard.Suspect();

    /// <summary>Writes the payload; <c>false</c> if the cache failed.</summary>
    public Task<bool> WriteAsync(CachedPayload payload, CancellationToken cancellationToken) =>
        GuardAsync(
            "write",
            async token =>
            {
                await cache.WriteAsync(key, payload, token).ConfigureAwait(false);
                return true;
            },
            false,
            cancellationToken);

    /// <summary>Renews the payload; <c>false</c> if the cache holds another one, <c>null</c> if the cache failed.</summary>
    public Task<bool?> TryRenewAsync(CachedPayload payload, CancellationToken cancellationToken) => cache is ISharedPayloadCache shared
        ? GuardAsync<bool?>("renew", async token => await shared.TryRenewAsync(key, payload, token).ConfigureAwait(false), null, cancellationToken)
        : Task.FromResult<bool?>(false);

    /// <summary>Acquires the lease for a refresh. If the cache fails, every process may refresh.</summary>
    public Task<RefreshLease> TryLeaseAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        GuardAsync(
            "lease",
            async token => new RefreshLease(await ((ISharedPayloadCache)cache).TryLeaseRefreshAsync(key, duration, token).ConfigureAwait(false)),
            RefreshLease.Unmanaged,
            cancellationToken,
            late: ReleaseAsync);

    /// <summary>Subscribes to writes; <c>null</c> if the cache failed.</summary>
    public Task<IAsyncDisposable?> TrySubscribeAsync(Action written, CancellationToken cancellationToken) =>
        GuardAsync<IAsyncDisposable?>(
            "subscribe",
            async token => await ((ISharedPayloadCache)cache).SubscribeAsync(key, written, token).ConfigureAwait(false)
                ?? throw NullResultException.Of(cache, nameof(ISharedPayloadCache.SubscribeAsync), "return an object that unsubscribes when it is disposed of"),
            null,
            cancellationToken,
            late: subscription => ReleaseAsync(subscription!),
            isGuarded: false);

    /// <summary>Releases a lease, also during disposal; waits at most half a second.</summary>
    public Task ReleaseAsync(RefreshLease lease) =>
        lease.Resource is { } resource ? ReleaseAsync(resource) : Task.CompletedTask;

    /// <summary>Disposes a resource of the cache; waits at most half a second.</summary>
    public Task ReleaseAsync(IAsyncDisposable resource) =>
        GuardAsync<object?>(
            "release",
            async _ =>
            {
                await resource.DisposeAsync().ConfigureAwait(false);
                return null;
            },
            null,
            CancellationToken.None,
            BackOff.Min(timeout, LongestRelease),
            isGuarded: false);

    /// <summary>Waits for abandoned calls, such as a write that is about to observe its cancellation.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_calls.Keys.Select(call => Task.WhenAny(call)));

    /// <param name="operation">The operation, for the message "failed to …".</param>
    /// <param name="call">Calls the cache.</param>
    /// <param name="fallback">The result if the cache fails or times out.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="atMost">The timeout of the call. Default: the timeout of the cache.</param>
    /// <param name="late">Releases a result that arrives after the timeout. Default: no release.</param>
    /// <param name="isGuarded">Whether the call is skipped during an outage, and its result tells whether there is one. Default: yes.</param>
    private async Task<T> GuardAsync<T>(
        string operation, Func<CancellationToken, Task<T>> call, T fallback, CancellationToken cancellationToken,
        TimeSpan? atMost = null, Func<T, Task>? late = null, bool isGuarded = true)
    {
        cancellationToken.ThrowIfCancellationRequested();
        GuardedCall guarded = default;
        if (isGuarded && !_guard.TryStart(out guarded))
            return fallback;
        using var limit = time.CancelAfter(atMost ?? timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var token = either.Token;
        // A cache may ignore its token.
        var task = _blocking.Run(() => token.IsCancellationRequested ? Task.FromCanceled<T>(token) : call(token));
        _calls[task] = true;
        _ = task.ContinueWith(ended => End(ended, isGuarded), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var result = await task.OrCancelled(token).ConfigureAwait(false);
            if (isGuarded)
                Succeed();
            return result;
        }
        catch (Exception e)
        {
            if (late is not null)
                _ = ReleaseAfterAsync(task, late);
            cancellationToken.ThrowIfCancellationRequested();
            if (isGuarded)
                _ = limit.IsCancellationRequested ? _guard.Failed(guarded) : _guard.Refused(guarded);
            Log(operation, limit.IsCancellationRequested ? FormattableString.Invariant($"no answer within {(atMost ?? timeout).TotalSeconds:0.###} s") : FailureText.Of(e, LogsMessages));
            return fallback;
        }
    }

    private void Log(string operation, string failure)
    {
        if (Interlocked.Increment(ref _failures) == 1)
            CacheLog.Failed(logger, operation, failure);
        else
            CacheLog.FailedAgain(logger, operation, failure);
    }

    private void Succeed()
    {
        var outage = _guard.Succeeded();
        if (Interlocked.Exchange(ref _failures, 0) > 0)
            CacheLog.Recovered(logger, outage.GetValueOrDefault().TotalSeconds);
    }

    private void End(Task call, bool isGuarded)
    {
        _calls.TryRemove(call, out _);
        if (isGuarded)
            _guard.Ended();
    }

    private static async Task ReleaseAfterAsync<T>(Task<T> task, Func<T, Task> release)
    {
        await Task.WhenAny(task).ConfigureAwait(false);
        if (task.Status == TaskStatus.RanToCompletion)
            await release(await task.ConfigureAwait(false)).ConfigureAwait(false);
    }
}
