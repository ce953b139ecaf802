using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>A lease for a refresh, released when disposed. If it cannot be released, it expires.</summary>
/// <param name="connection">The connection.</param>
/// <param name="key">The key of the lease.</param>
/// <param name="token">Names this lease.</param>
/// <param name="replaced">Called if the key had no expiry, as no lease has, and was replaced.</param>
internal sealed class RefreshLease(RedisConnection connection, RedisKey key, RedisValue token, Action replaced) : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    private int _released;

    /// <summary>Acquires the lease unless another process holds it. A lease that Redis grants after the caller's timeout is released.</summary>
    public async Task<bool> TryAcquireAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Task<RedisResult>? acquiring = null;
        try
        {
            RedisValue[] arguments = [token, (long)duration.TotalMilliseconds];
            var answer = (int)await connection.RunAsync(
                "acquire the lease of a refresh", key,
                database => acquiring = database.ScriptEvaluateAsync(PayloadScripts.Acquire, [key], arguments), cancellationToken).ConfigureAwait(false);
            if (answer == PayloadScripts.LeaseReplaced)
                replaced();
            return answer != PayloadScripts.LeaseHeld;
        }
        catch
        {
            if (acquiring is not null)
                _ = ReleaseAfterAsync(acquiring);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        using var timeout = new CancellationTokenSource(ReleaseTimeout);
        try
        {
            await connection.RunAsync(
                "release the lease of a refresh", key,
                database => database.ScriptEvaluateAsync(PayloadScripts.Release, [key], [token]), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisStoreException or OperationCanceledException)
        {
            // The lease expires.
        }
    }

    /// <summary>A connection executes commands in order, so a release sent now follows the acquisition, even one that timed out.</summary>
    private async Task ReleaseAfterAsync(Task acquiring)
    {
        await Task.WhenAny(acquiring).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }
}
