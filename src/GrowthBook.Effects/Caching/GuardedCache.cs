using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// A payload cache that can harm nobody: what takes too long is given up, what fails is logged once until it works
/// again, and both count as an empty cache.
/// </summary>
internal sealed class GuardedCache(IPayloadCache cache, string key, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Task, bool> _calls = new();
    private int _failures;

    /// <summary>Whether processes share the cache.</summary>
    public bool IsShared => cache is ISharedPayloadCache;

    public Task<CachedPayload?> ReadAsync(CancellationToken cancellationToken) =>
        GuardAsync("read", token => cache.ReadAsync(key, token).AsTask(), null, cancellationToken);

    /// <summary>Writes the payload; <c>false</c> when that failed.</summary>
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

    /// <summary>Renews the payload; <c>false</c> when it is to be written, <c>null</c> when the cache failed.</summary>
    public Task<bool?> TryRenewAsync(CachedPayload payload, CancellationToken cancellationToken) => cache is ISharedPayloadCache shared
        ? GuardAsync<bool?>("renew", async token => await shared.TryRenewAsync(key, payload, token).ConfigureAwait(false), null, cancellationToken)
        : Task.FromResult<bool?>(false);

    /// <summary>Asks to be the only one who refreshes; where the cache cannot say, everybody may.</summary>
    public Task<RefreshLease> TryLeaseAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        GuardAsync(
            "lease",
            async token => new RefreshLease(await ((ISharedPayloadCache)cache).TryLeaseRefreshAsync(key, duration, token).ConfigureAwait(false)),
            RefreshLease.Unmanaged,
            cancellationToken,
            late: ReleaseAsync);

    /// <summary>Hears of writes; <c>null</c> when that cannot be had now.</summary>
    public Task<IAsyncDisposable?> TrySubscribeAsync(Action written, CancellationToken cancellationToken) =>
        GuardAsync<IAsyncDisposable?>(
            "subscribe",
            async token => await ((ISharedPayloadCache)cache).SubscribeAsync(key, written, token).ConfigureAwait(false),
            null,
            cancellationToken,
            late: subscription => ReleaseAsync(subscription!));

    /// <summary>Gives a lease back, also when everything is being cancelled, but waits no longer than half a second for it.</summary>
    public Task ReleaseAsync(RefreshLease lease) =>
        lease.Resource is { } resource ? ReleaseAsync(resource) : Task.CompletedTask;

    /// <summary>Disposes what the cache gave.</summary>
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
            timeout < LongestRelease ? timeout : LongestRelease);

    /// <summary>Waits for the calls that nobody waits for any more, such as a write that heeds its cancellation in a moment.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_calls.Keys.Select(call => Task.WhenAny(call)));

    /// <param name="operation">What is tried, behind "failed to".</param>
    /// <param name="call">Calls the cache.</param>
    /// <param name="otherwise">The result when the cache fails or takes too long.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="atMost">How long the call may take. Default: the time-out of the cache.</param>
    /// <param name="late">Gives back what the cache still gives when nobody waits for it any more. Default: there is nothing to give back.</param>
    private async Task<T> GuardAsync<T>(
        string operation, Func<CancellationToken, Task<T>> call, T otherwise, CancellationToken cancellationToken,
        TimeSpan? atMost = null, Func<T, Task>? late = null)
    {
        using var limit = time.CancelAfter(atMost ?? timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var token = either.Token;
        // A cache need not heed its token.
        var task = Task.Run(() => call(token), CancellationToken.None);
        _calls[task] = true;
        _ = task.ContinueWith(ended => _calls.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var result = await task.OrCancelled(token).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _failures, 0) > 0)
                CacheLog.Recovered(logger);
            return result;
        }
        catch (Exception e)
        {
            if (late is not null)
                _ = GiveBackAsync(task, late);
            cancellationToken.ThrowIfCancellationRequested();
            if (Interlocked.Increment(ref _failures) == 1)
                CacheLog.Failed(logger, e, operation);
            else
                CacheLog.FailedAgain(logger, e, operation);
            return otherwise;
        }
    }

    private static async Task GiveBackAsync<T>(Task<T> task, Func<T, Task> giveBack)
    {
        await Task.WhenAny(task).ConfigureAwait(false);
        if (task.Status == TaskStatus.RanToCompletion)
            await giveBack(await task.ConfigureAwait(false)).ConfigureAwait(false);
    }
}
