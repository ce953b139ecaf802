using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>The right to refresh, given back when disposed. One that cannot be given back ends by itself.</summary>
internal sealed class RefreshLease(RedisConnection connection, RedisKey key, RedisValue token) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int _released;

    /// <summary>Takes the right, unless somebody has it. One that Redis grants when nobody waits for it any more is given back.</summary>
    public async Task<bool> TryTakeAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Task<bool>? asking = null;
        try
        {
            return await connection.RunAsync(
                "ask for the lease of a refresh", key,
                database => asking = database.StringSetAsync(key, token, duration, When.NotExists), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (asking is not null)
                _ = GiveBackAsync(asking);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await connection.RunAsync(
                "end the lease of a refresh", key,
                database => database.ScriptEvaluateAsync(PayloadScripts.Release, [key], [token]), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisStoreException or OperationCanceledException)
        {
            // Its duration ends it.
        }
    }

    /// <summary>A connection answers in order: what is sent when the asking has ended, be it for want of time, comes behind it.</summary>
    private async Task GiveBackAsync(Task<bool> asking)
    {
        await Task.WhenAny(asking).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }
}
