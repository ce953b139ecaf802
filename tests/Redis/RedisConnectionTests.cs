using System.Diagnostics;
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
    public async Task A_connection_that_cannot_be_made_is_not_tried_for_every_command()
    {
        var attempts = 0;
        var store = new RedisStickyBucketStore(() =>
        {
            Interlocked.Increment(ref attempts);
            throw new InvalidOperationException("refused");
        });
        var since = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
            await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadOneAsync("id||u"));
        // One attempt, and one more per second.
        Assert.InRange(attempts, 1, 1 + (int)since.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task Without_a_connection_the_servers_are_named_and_no_password()
    {
        using var closed = new HeldPort();
        await using var connection = new RedisConnection($"127.0.0.1:{closed.Number},redis.invalid:6379,password=secret,connectTimeout=500,connectRetry=1");
        var store = new RedisStickyBucketStore(connection.GetAsync);
        var failed = await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadOneAsync("id||u"));
        Assert.Equal($"could not read sticky bucket documents: there is no connection to Redis at 127.0.0.1:{closed.Number}, redis.invalid:6379; check the host, the port and the network", failed.Message);
    }

    [Fact]
    public async Task While_a_connection_is_being_made_one_command_at_a_time_waits()
    {
        var made = new TaskCompletionSource<IConnectionMultiplexer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new RedisStickyBucketStore(() => made.Task);
        var first = await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadOneAsync("id||u"));
        Assert.Equal("could not read sticky bucket documents: there is no connection to Redis yet; it is still being made", first.Message);

        var commands = Enumerable.Range(0, 100).Select(_ => store.ReadOneAsync("id||u")).ToArray();
        Assert.InRange(commands.Count(command => !command.IsCompleted), 0, 1);
        Assert.True(commands[^1].IsFaulted);
        made.SetException(new InvalidOperationException("refused"));
        foreach (var command in commands)
            await Assert.ThrowsAsync<RedisStoreException>(() => command);
    }

    [Fact]
    public async Task A_connection_is_made_without_the_ambient_values_of_its_first_user()
    {
        var ambient = new AsyncLocal<string?> { Value = "the caller" };
        var seen = "not called";
        await using var connection = new RedisConnection(() =>
        {
            seen = ambient.Value;
            throw new InvalidOperationException("there is no Redis");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(connection.GetAsync);
        Assert.Null(seen);
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
