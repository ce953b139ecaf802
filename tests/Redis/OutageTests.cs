using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>Redis is killed, restarted, hangs, or never runs.</summary>
public sealed class OutageTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_Redis_is_down_commands_fail_without_waiting_and_afterwards_they_work(bool defaultBacklog)
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options =>
            (options.BacklogPolicy, options.AsyncTimeout) = (defaultBacklog ? BacklogPolicy.Default : BacklogPolicy.FailFast, 60_000));
        var store = new RedisStickyBucketStore(connection);
        await store.SaveAsync(Documents.Of("secret", ("before__0", "1")));

        await server.KillAsync();
        await Eventually.Holds(() => !connection.IsConnected, "the connection is lost");
        for (var i = 0; i < 200; i++)
        {
            var read = await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadOneAsync("id||secret"));
            var save = await Assert.ThrowsAsync<RedisStoreException>(() => store.SaveAsync(Documents.Of("secret", ("during__0", "1"))).AsTask());
            Assert.StartsWith("could not read sticky bucket documents: there is no connection to Redis at 127.0.0.1:", read.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", save.ToString(), StringComparison.Ordinal);
            Assert.IsAssignableFrom<ILoggableException>(read); // logged by its message
        }
        // The commands with which the connection tries the server are outstanding for a moment.
        await Eventually.Holds(() => connection.GetCounters().TotalOutstanding == 0, "no command waits for the server");

        await server.StartAgainAsync();
        await Eventually.Holds(
            () => TrySaveAsync(store, Documents.Of("secret", ("after__0", "1"))), "a save succeeds again, although the new process does not know the script");
        Assert.Equal(Documents.Of("secret", ("before__0", "1"), ("after__0", "1")), await store.ReadOneAsync("id||secret"));
    }

    [SkippableFact]
    public async Task Saves_that_are_retried_until_they_succeed_survive_restarts()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var store = new RedisStickyBucketStore(connection);
        const int Users = 25;
        var (failures, ended) = (0, false);

        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var saved = 0;
            for (; !Volatile.Read(ref ended); saved++)
            {
                while (!await TrySaveAsync(store, Documents.Of($"restarted-{saved % Users}", ($"writer-{writer}-{saved}__0", "1"))))
                {
                    Interlocked.Increment(ref failures);
                    await Task.Delay(10);
                }
            }
            return saved;
        })).ToArray();
        for (var i = 0; i < 3; i++)
        {
            await server.KillAsync();
            var seen = Volatile.Read(ref failures);
            await Eventually.Holds(() => Volatile.Read(ref failures) > seen, "a save meets the outage");
            await server.StartAgainAsync();
            await Eventually.Holds(() => TrySaveAsync(store, Documents.Of("other", ("exp__0", "1"))), "saves succeed again");
        }
        Volatile.Write(ref ended, true);
        var counts = await Task.WhenAll(writers).WaitAsync(Eventually.Patience);

        Assert.All(counts, count => Assert.True(count > 0, "every writer saved"));
        var expected = counts.SelectMany((count, writer) => Enumerable.Range(0, count).Select(i => (User: i % Users, Name: $"writer-{writer}-{i}__0")))
            .GroupBy(saved => saved.User)
            .Select(user => Documents.Of($"restarted-{user.Key}", user.Select(saved => (saved.Name, "1")).ToArray()))
            .ToList();
        Assert.Equal(StickyBuckets.Of(expected), await store.ReadAsync([.. expected.Select(document => document.Key)], CancellationToken.None));
    }

    [SkippableFact]
    public async Task Cancellation_ends_waiting_for_a_Redis_that_does_not_answer()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options => options.AsyncTimeout = 60_000);
        var store = new RedisStickyBucketStore(connection);
        await store.SaveAsync(Documents.Of("hung", ("exp__0", "1")));
        server.Hang();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(["id||hung"], patience.Token).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SaveAsync(Documents.Of("hung", ("late__0", "1")), patience.Token).AsTask());
        }
        finally
        {
            server.GoOn();
        }
        await Eventually.Holds(async () => (await store.ReadOneAsync("id||hung"))?.Assignments.Count >= 1, "Redis answers again");
    }

    [SkippableFact]
    public async Task A_timeout_of_the_connection_is_a_failure_without_attribute_values()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options => options.AsyncTimeout = 5000);
        var store = new RedisStickyBucketStore(connection);
        await store.SaveAsync(Documents.Of("secret", ("exp__0", "1")));
        server.Hang();
        try
        {
            var failed = await Assert.ThrowsAsync<RedisStoreException>(() => store.SaveAsync(Documents.Of("secret", ("exp__0", "1"))).AsTask());
            Assert.Equal("could not save sticky bucket assignments: Redis did not answer within the timeout of the connection", failed.Message);
            Assert.DoesNotContain("secret", failed.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            server.GoOn();
        }
    }

    [SkippableFact]
    public async Task A_Redis_that_starts_later_is_used_then()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var redis = new RedisConnection(server.Configuration + ",connectTimeout=500");
        var store = new RedisStickyBucketStore(redis.GetAsync);
        var failed = await Assert.ThrowsAsync<RedisStoreException>(() => store.SaveAsync(Documents.Of("later", ("exp__0", "1"))).AsTask());
        Assert.Contains("there is no connection to Redis", failed.Message, StringComparison.Ordinal);
        await server.StartAgainAsync();
        await Eventually.Holds(() => TrySaveAsync(store, Documents.Of("later", ("exp__0", "1"))), "a save succeeds");
    }

    [SkippableFact]
    public async Task A_disposed_connection_is_not_made_again()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        var redis = new RedisConnection(server.Configuration);
        var store = new RedisStickyBucketStore(redis.GetAsync);
        await store.SaveAsync(Documents.Of("closed", ("exp__0", "1")));
        var connection = await redis.GetAsync();
        await redis.DisposeAsync();
        await redis.DisposeAsync();
        Assert.False(connection.IsConnected);
        await Assert.ThrowsAsync<ObjectDisposedException>(redis.GetAsync);
        await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadOneAsync("id||closed"));
    }

    [Fact]
    public async Task An_unused_connection_is_never_made()
    {
        var redis = new RedisConnection(() => throw new InvalidOperationException("made"));
        await redis.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(redis.GetAsync);
    }

    [Fact]
    public void A_malformed_configuration_is_rejected_immediately() =>
        Assert.Throws<ArgumentException>(() => new RedisConnection("127.0.0.1,abortConect=false"));

    [Theory]
    [InlineData("127.0.0.1,password=hunter2,hunter3=hunter4")]
    [InlineData("127.0.0.1,password=hunter2,ssl=hunter3")]
    public void The_message_about_a_malformed_configuration_has_no_part_of_a_password(string configuration)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new RedisConnection(configuration));
        Assert.DoesNotContain("hunter", thrown.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_refusal_has_a_reason_without_the_command()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var admin = await server.ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        var store = new RedisStickyBucketStore(admin);
        var failed = await Assert.ThrowsAsync<RedisStoreException>(() => store.SaveAsync(Documents.Of("secret", ("exp__0", "1"))).AsTask());
        Assert.Contains("OOM", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.ToString(), StringComparison.Ordinal);
    }

    private static async Task<bool> TrySaveAsync(RedisStickyBucketStore store, StickyAssignmentDocument document)
    {
        try
        {
            await store.SaveAsync(document);
            return true;
        }
        catch (RedisStoreException)
        {
            return false;
        }
    }
}
