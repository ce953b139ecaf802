using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>The right to refresh, given back when disposed. One that cannot be given back ends by itself.</summary>
internal sealed class RefreshLease(RedisConnection connection, RedisKey key, RedisValue token) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int _released;

    /// <summary>Takes the right, unless somebody has it.</summary>
    public Task<bool> TryTakeAsync(TimeSpan duration, CancellationToken cancellationToken) => connection.RunAsync(
        "ask for the lease of a refresh", key, database => database.StringSetAsync(key, token, duration, When.NotExists), cancellationToken);

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
}
