using System.Text;

namespace GrowthBook.Client.Redis.Tests;

public sealed class RedisPayloadCacheTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string?> ETags => new(["\"abc\"", "W/\"é \\\"\"", "", null]);

    [SkippableTheory]
    [MemberData(nameof(ETags))]
    public async Task A_payload_is_read_as_it_was_written(string? etag)
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var payload = Payload("{\"features\":{\"é😀\":{}}}", Noon.AddTicks(1234567).ToOffset(TimeSpan.FromHours(3)), etag);
        await cache.WriteAsync("round" + etag, payload, default);
        var read = await cache.ReadAsync("round" + etag, default);
        Assert.Equal(Encoding.UTF8.GetString(payload.Json.Span), Encoding.UTF8.GetString(read!.Json.Span));
        Assert.Equal(payload.FetchedAt, read.FetchedAt);
        Assert.Equal(string.IsNullOrEmpty(etag) ? null : etag, read.ETag);
    }

    [SkippableFact]
    public async Task Bytes_of_any_kind_are_kept()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var bytes = Enumerable.Range(0, 1_000_000).Select(i => (byte)i).ToArray();
        await cache.WriteAsync("bytes", new CachedPayload(bytes, Noon), default);
        Assert.Equal(bytes, (await cache.ReadAsync("bytes", default))!.Json.ToArray());
    }

    [SkippableFact]
    public async Task A_payload_that_nobody_wrote_is_missing()
    {
        SharedRedis.Need();
        Assert.Null(await new RedisPayloadCache(redis.Connection).ReadAsync("nobody", default));
    }

    [SkippableFact]
    public async Task An_entity_tag_does_not_outlive_its_payload()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("tag", Payload("1", Noon, "\"1\""), default);
        await cache.WriteAsync("tag", Payload("2", Noon.AddSeconds(1), null), default);
        Assert.Null((await cache.ReadAsync("tag", default))!.ETag);
    }

    [SkippableTheory]
    [InlineData(-1, "old")]
    [InlineData(0, "new")]
    [InlineData(1, "new")]
    public async Task A_payload_replaces_only_one_that_was_not_fetched_later(long ticks, string expected)
    {
        SharedRedis.Need();
        var key = $"order{ticks}";
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("old", Noon), default);
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("new", Noon.AddTicks(ticks)), default);
        Assert.Equal(expected, await ReadTextAsync(key));
    }

    [SkippableFact]
    public async Task Of_many_writes_at_once_the_one_fetched_last_stays()
    {
        SharedRedis.Need();
        var caches = Enumerable.Range(0, 8).Select(_ => new RedisPayloadCache(redis.Connection)).ToArray();
        var order = Enumerable.Range(0, 400).ToArray();
        new Random(7).Shuffle(order);
        await Task.WhenAll(order.Select(i => Task.Run(() => caches[i % 8].WriteAsync("many", Payload($"{i}", Noon.AddTicks(i)), default).AsTask())));
        Assert.Equal("399", await ReadTextAsync("many"));
    }

    [SkippableFact]
    public async Task A_payload_from_the_future_does_not_keep_others_out()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var now = DateTimeOffset.UtcNow;
        await cache.WriteAsync("future", Payload("wrong clock", now.AddHours(1)), default);
        await cache.WriteAsync("future", Payload("right clock", now), default);
        Assert.Equal("right clock", await ReadTextAsync("future"));
        await cache.WriteAsync("future", Payload("a little fast", now.AddSeconds(30)), default);
        await cache.WriteAsync("future", Payload("older", now), default);
        Assert.Equal("a little fast", await ReadTextAsync("future"));
    }

    [SkippableTheory]
    [InlineData("not a number")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999999999")]
    [InlineData("-1")]
    [InlineData("")]
    public async Task A_damaged_entry_is_missing_and_can_be_replaced(string fetchedAt)
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("damaged", Payload("1", Noon), default);
        var key = redis.Connection.GetServer(redis.Server.Configuration).Keys(pattern: "growthbook:*").Select(found => found.ToString())
            .Single(found => found == PayloadKey("damaged"));
        await redis.Database.HashSetAsync(key, "fetchedAt", fetchedAt);
        Assert.Null(await cache.ReadAsync("damaged", default));
        await cache.WriteAsync("damaged", Payload("2", Noon), default);
        Assert.Equal("2", await ReadTextAsync("damaged"));
    }

    [SkippableFact]
    public async Task Keys_and_values_do_not_hold_the_name_of_the_connection()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("sdk-secret", Payload("1", Noon), default);
        await using var lease = await cache.TryLeaseRefreshAsync("sdk-secret", TimeSpan.FromMinutes(1), default);
        var keys = redis.Connection.GetServer(redis.Server.Configuration).Keys(pattern: "*").Select(key => key.ToString()).ToList();
        Assert.Contains(PayloadKey("sdk-secret"), keys);
        Assert.DoesNotContain(keys, key => key.Contains("secret", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_payload_expires_only_where_that_is_configured()
    {
        SharedRedis.Need();
        await new RedisPayloadCache(redis.Connection).WriteAsync("for-ever", Payload("1", Noon), default);
        Assert.Null(await redis.Database.KeyTimeToLiveAsync(PayloadKey("for-ever")));
        await new RedisPayloadCache(redis.Connection, new RedisPayloadCacheOptions { Expiry = TimeSpan.FromDays(30) }).WriteAsync("expiring", Payload("1", Noon), default);
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(PayloadKey("expiring")))!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
    }

    [SkippableFact]
    public async Task Of_many_contenders_one_at_a_time_has_the_lease()
    {
        SharedRedis.Need();
        await using var second = await redis.Server.ConnectAsync();
        var (holders, most, taken, refused) = (0, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(contender => Task.Run(async () =>
        {
            var cache = new RedisPayloadCache(contender % 2 == 0 ? redis.Connection : second);
            for (var i = 0; i < 40; i++)
            {
                if (await cache.TryLeaseRefreshAsync("contended", TimeSpan.FromMinutes(1), default) is not { } lease)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }
                await using (lease)
                {
                    Interlocked.Increment(ref taken);
                    var now = Interlocked.Increment(ref holders);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Decrement(ref holders);
                }
            }
        })));
        Assert.Equal(1, most);
        Assert.Equal(32 * 40, taken + refused);
        Assert.True(taken > 1 && refused > 1, $"{taken} taken, {refused} refused");
        Assert.NotNull(await new RedisPayloadCache(redis.Connection).TryLeaseRefreshAsync("contended", TimeSpan.FromMinutes(1), default));
    }

    [SkippableFact]
    public async Task A_lease_that_is_not_given_back_ends_after_its_duration()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var abandoned = await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMilliseconds(300), default);
        Assert.NotNull(abandoned);
        Assert.Null(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
        IAsyncDisposable? next = null;
        await Eventually.Holds(async () => (next = await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default)) is not null, "the lease ends");

        // Who held it before does not take it from who holds it now.
        await abandoned.DisposeAsync();
        Assert.Null(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
        await next!.DisposeAsync();
        await next.DisposeAsync();
        Assert.NotNull(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
    }

    [SkippableFact]
    public async Task A_lease_needs_a_duration()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.TryLeaseRefreshAsync("none", TimeSpan.Zero, default).AsTask());
    }

    [SkippableFact]
    public async Task Connections_of_different_names_have_nothing_in_common()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("one", Payload("1", Noon), default);
        Assert.Null(await cache.ReadAsync("two", default));
        await using var lease = await cache.TryLeaseRefreshAsync("one", TimeSpan.FromMinutes(1), default);
        await using var other = await cache.TryLeaseRefreshAsync("two", TimeSpan.FromMinutes(1), default);
        Assert.NotNull(other);
    }

    [SkippableFact]
    public async Task It_works_in_a_cluster()
    {
        SharedRedis.Need();
        await using var cluster = await RedisServer.StartAsync(cluster: true);
        await using var connection = await cluster.ConnectAsync();
        await using var second = await cluster.ConnectAsync();
        var cache = new RedisPayloadCache(connection);
        var written = 0;
        await using var subscription = await cache.SubscribeAsync("clustered", () => Interlocked.Increment(ref written), default);
        await new RedisPayloadCache(second).WriteAsync("clustered", Payload("1", Noon), default);
        await Eventually.Holds(() => written > 0, "the notice comes");
        await using var lease = await cache.TryLeaseRefreshAsync("clustered", TimeSpan.FromMinutes(1), default);
        Assert.NotNull(lease);
        Assert.Equal(Noon, (await cache.ReadAsync("clustered", default))!.FetchedAt);
    }

    private static CachedPayload Payload(string json, DateTimeOffset fetchedAt, string? etag = null) => new(Encoding.UTF8.GetBytes(json), fetchedAt, etag);

    private static string PayloadKey(string name) =>
        $"growthbook:{{{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)))}}}:payload";

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private async Task<string> ReadTextAsync(string key) =>
        Encoding.UTF8.GetString((await new RedisPayloadCache(redis.Connection).ReadAsync(key, default))!.Json.Span);
}
