using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

public sealed class RedisConnectionTests
{
    [SkippableFact]
    public async Task A_connection_that_is_made_after_disposal_is_closed()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        var made = new TaskCompletionSource<IConnectionMultiplexer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = new RedisConnection(() => made.Task);
        var connecting = connection.GetAsync();
        await connection.DisposeAsync();

        await using var multiplexer = await server.ConnectAsync();
        made.SetResult(multiplexer);

        Assert.Same(multiplexer, await connecting);
        await Eventually.Holds(() => !multiplexer.IsConnected, "the connection is closed");
    }

    [SkippableFact]
    public async Task Synchronous_disposal_closes_the_connection()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var multiplexer = await server.ConnectAsync();
        var connection = new RedisConnection(() => Task.FromResult<IConnectionMultiplexer>(multiplexer));
        Assert.True((await connection.GetAsync()).IsConnected);
        connection.Dispose();
        Assert.False(multiplexer.IsConnected);
        connection.Dispose();
    }

    [Fact]
    public async Task Commands_on_a_disposed_connection_fail_with_the_reason()
    {
        var connection = new RedisConnection(() => throw new InvalidOperationException("a disposed connection connects"));
        await connection.DisposeAsync();
        var store = new RedisStickyBucketStore(connection.GetAsync);

        var failure = await Assert.ThrowsAsync<RedisStoreException>(() => store.SaveAsync(Documents.Of("u", ("exp__0", "1"))).AsTask());
        Assert.Equal("could not save sticky bucket assignments: the connection to Redis is closed", failure.Message);
    }

    [SkippableFact]
    public async Task Releasing_a_lease_during_an_outage_does_not_throw()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var multiplexer = await server.ConnectAsync();
        var cache = new RedisPayloadCache(multiplexer);
        var lease = await cache.TryLeaseRefreshAsync("sdk-1", TimeSpan.FromMinutes(1), default);
        Assert.NotNull(lease);

        await server.KillAsync();
        await Eventually.Holds(() => !multiplexer.IsConnected, "the connection is lost");
        await lease.DisposeAsync();

        await Assert.ThrowsAsync<RedisStoreException>(() => cache.TryLeaseRefreshAsync("sdk-1", TimeSpan.FromMinutes(1), default).AsTask());
    }
}
