using System.Text;
using GrowthBook.Client.Tests;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

public sealed class RedisPayloadCacheTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string?> ETags => new(["\"abc\"", "W/\"é \\\"\"", "", null]);

    [SkippableTheory]
    [MemberData(nameof(ETags))]
    public async Task Payloads_round_trip(string? etag)
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
    public async Task Arbitrary_bytes_round_trip()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var bytes = Enumerable.Range(0, 1_000_000).Select(i => (byte)i).ToArray();
        await cache.WriteAsync("bytes", new CachedPayload(bytes, Noon), default);
        Assert.Equal(bytes, (await cache.ReadAsync("bytes", default))!.Json.ToArray());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_stream_offer_round_trips(bool offersStream)
    {
        SharedRedis.Need();
        var key = "stream" + offersStream;
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("1", Noon) with { OffersStream = offersStream }, default);
        Assert.Equal(offersStream, (await new RedisPayloadCache(redis.Connection).ReadAsync(key, default))!.OffersStream);
    }

    public static TheoryData<TimeSpan?> Durations => new([null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1500), TimeSpan.FromDays(365)]);

    [SkippableTheory]
    [MemberData(nameof(Durations))]
    public async Task The_servers_lifetime_round_trips_and_is_renewed(TimeSpan? duration)
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var key = $"lifetime{duration}";
        CacheLifetime[] lifetimes = [new(duration), new(null, duration), new(null, null, duration)];
        await cache.WriteAsync(key, Payload("1", Noon) with { Lifetime = new(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(7)) }, default);
        foreach (var lifetime in lifetimes)
        {
            Assert.True(await cache.TryRenewAsync(key, Payload("1", Noon) with { Lifetime = lifetime }, default));
            Assert.Equal(lifetime, (await cache.ReadAsync(key, default))!.Lifetime);
            Assert.Equal(lifetime, (await new RedisPayloadCache(redis.Connection).ReadAsync(key, default))!.Lifetime);
        }
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999")]
    public async Task A_payload_with_a_missing_or_damaged_lifetime_is_read(string? stored)
    {
        SharedRedis.Need();
        var key = "damaged" + stored;
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("1", Noon) with { Lifetime = new(TimeSpan.FromSeconds(9)) }, default);
        if (stored is null)
            await redis.Database.HashDeleteAsync(PayloadKey(key), ["maxAge", "staleWhileRevalidate", "staleIfError"]);
        else
            await redis.Database.HashSetAsync(PayloadKey(key), "maxAge", stored);
        var read = await new RedisPayloadCache(redis.Connection).ReadAsync(key, default);
        Assert.Equal((Noon, null), (read!.FetchedAt, read.Lifetime));
    }

    [SkippableFact]
    public async Task An_unknown_lifetime_leaves_a_stored_one_and_is_unknown_in_a_new_payload()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("unknown", Payload("1", Noon), default);
        Assert.Null((await cache.ReadAsync("unknown", default))!.Lifetime);
        var lifetime = new CacheLifetime(TimeSpan.FromSeconds(9));
        Assert.True(await cache.TryRenewAsync("unknown", Payload("1", Noon) with { Lifetime = lifetime }, default));
        Assert.True(await cache.TryRenewAsync("unknown", Payload("1", Noon), default));
        Assert.Equal(lifetime, (await cache.ReadAsync("unknown", default))!.Lifetime);
        await cache.WriteAsync("unknown", Payload("2", Noon), default);
        Assert.Null((await cache.ReadAsync("unknown", default))!.Lifetime);
    }

    /// <summary>Counts the bytes that Redis sends: the entry must not leave the server.</summary>
    [SkippableTheory]
    [InlineData("json", 1_000_001)]
    [InlineData("etag", 1_000_000)]
    [InlineData("fetchedAt", 1_000_000)]
    [InlineData("hash", 1_000_000)]
    [InlineData("stream", 1_000_000)]
    public async Task A_payload_with_a_field_above_the_limit_is_not_sent_and_counts_as_missing(string field, int bytes)
    {
        SharedRedis.Need();
        await using var connection = await redis.Server.ConnectAsync();
        var log = new FakeLogCollector();
        var cache = new RedisPayloadCache(connection, new RedisPayloadCacheOptions { MaxPayloadBytes = 1_000_000 }, new CollectingLoggerFactory(log));
        var key = "large-" + field;
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("1", Noon), default);
        await redis.Database.HashSetAsync(PayloadKey(key), field, new string('x', bytes));
        var (_, answered) = await TrafficAsync(connection);
        for (var i = 0; i < 3; i++)
            Assert.Null(await cache.ReadAsync(key, default));
        var (_, answeredThen) = await TrafficAsync(connection);
        Assert.InRange(answeredThen - answered, 1, 100_000);
        Assert.Equal(2, log.Count); // the first and the second
        Assert.Contains(PayloadKey(key), log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Contains("RedisPayloadCacheOptions.MaxPayloadBytes", log.LatestRecord.Message, StringComparison.Ordinal);

        await cache.WriteAsync(key, Payload(new string('x', 1_000_000), Noon), default);
        Assert.NotNull(await new RedisPayloadCache(connection, new RedisPayloadCacheOptions { MaxPayloadBytes = 1_000_000 }).ReadAsync(key, default));
    }

    /// <summary>A cache that has the text reads the other fields only.</summary>
    [SkippableFact]
    public async Task A_known_payload_with_a_large_field_counts_as_missing()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("known-large", Payload("1", Noon), default);
        Assert.NotNull(await cache.ReadAsync("known-large", default));
        await redis.Database.HashSetAsync(PayloadKey("known-large"), "etag", new string('x', 65_537));
        Assert.Null(await cache.ReadAsync("known-large", default));
    }

    [SkippableFact]
    public async Task A_stored_payload_is_renewed_without_its_text()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var (writer, reader) = (new RedisPayloadCache(connection), new RedisPayloadCache(connection));
        var payload = Payload(new string('x', 1_000_000), Noon, "\"1\"");
        await writer.WriteAsync("renewed", payload, default);
        Assert.Equal(Noon, (await reader.ReadAsync("renewed", default))!.FetchedAt);

        var (sent, answered) = await TrafficAsync(connection);
        for (var i = 1; i <= 5; i++)
        {
            // The text comes from another array than the one that was written, as a server's answer does.
            var confirmed = Payload(new string('x', 1_000_000), Noon.AddSeconds(i), $"\"{i}\"") with { OffersStream = i % 2 == 1 };
            Assert.True(await writer.TryRenewAsync("renewed", confirmed, default));
            var read = (await reader.ReadAsync("renewed", default))!;
            Assert.Equal((confirmed.FetchedAt, confirmed.ETag, confirmed.OffersStream), (read.FetchedAt, read.ETag, read.OffersStream));
            Assert.Equal(payload.Json.ToArray(), read.Json.ToArray());
        }
        var (sentThen, answeredThen) = await TrafficAsync(connection);
        Assert.InRange(sentThen - sent, 1, 100_000);
        Assert.InRange(answeredThen - answered, 1, 100_000);
    }

    [SkippableFact]
    public async Task Only_the_stored_text_is_renewed()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        Assert.False(await cache.TryRenewAsync("other", Payload("1", Noon), default));
        Assert.Null(await cache.ReadAsync("other", default));
        await cache.WriteAsync("other", Payload("1", Noon, "\"1\""), default);
        Assert.False(await cache.TryRenewAsync("other", Payload("2", Noon.AddSeconds(1), "\"2\""), default));
        var stored = (await cache.ReadAsync("other", default))!;
        Assert.Equal((Noon, "\"1\""), (stored.FetchedAt, stored.ETag));
    }

    [SkippableFact]
    public async Task A_renewal_does_not_set_the_time_back()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("back", Payload("1", Noon, "\"now\""), default);
        Assert.True(await cache.TryRenewAsync("back", Payload("1", Noon.AddTicks(-1), "\"before\""), default));
        var stored = (await cache.ReadAsync("back", default))!;
        Assert.Equal((Noon, "\"now\""), (stored.FetchedAt, stored.ETag));

        // A time in the future is one of a wrong clock.
        var now = DateTimeOffset.UtcNow;
        await cache.WriteAsync("back", Payload("1", now.AddHours(1)), default);
        Assert.True(await cache.TryRenewAsync("back", Payload("1", now), default));
        Assert.Equal(now, (await cache.ReadAsync("back", default))!.FetchedAt);
    }

    [SkippableFact]
    public async Task A_renewal_extends_the_expiry()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection, new RedisPayloadCacheOptions { Expiry = TimeSpan.FromDays(30) });
        await cache.WriteAsync("put-off", Payload("1", Noon), default);
        await redis.Database.KeyExpireAsync(PayloadKey("put-off"), TimeSpan.FromHours(1));
        Assert.True(await cache.TryRenewAsync("put-off", Payload("1", Noon.AddSeconds(1)), default));
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(PayloadKey("put-off")))!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
    }

    [SkippableFact]
    public async Task A_known_text_is_read_again_after_another_process_replaced_it()
    {
        SharedRedis.Need();
        var (one, other) = (new RedisPayloadCache(redis.Connection), new RedisPayloadCache(redis.Connection));
        for (var i = 0; i < 10; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (one, other) : (other, one);
            await writer.WriteAsync("turns", Payload($"{i}", Noon.AddSeconds(i)), default);
            foreach (var cache in new[] { reader, writer, reader })
                Assert.Equal($"{i}", Encoding.UTF8.GetString((await cache.ReadAsync("turns", default))!.Json.Span));
        }
        await redis.Database.KeyDeleteAsync(PayloadKey("turns"));
        Assert.Null(await one.ReadAsync("turns", default));
    }

    [SkippableFact]
    public async Task An_entry_without_the_hash_of_its_text_is_read_and_replaced()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await cache.WriteAsync("hashless", Payload("1", Noon), default);
        await redis.Database.HashDeleteAsync(PayloadKey("hashless"), "hash");
        Assert.Equal("1", Encoding.UTF8.GetString((await cache.ReadAsync("hashless", default))!.Json.Span));
        Assert.False(await cache.TryRenewAsync("hashless", Payload("1", Noon.AddSeconds(1)), default));
        await cache.WriteAsync("hashless", Payload("1", Noon.AddSeconds(1)), default);
        Assert.True(await cache.TryRenewAsync("hashless", Payload("1", Noon.AddSeconds(2)), default));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(300)]
    public async Task A_lease_granted_after_a_timeout_is_released(int? timeout)
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options => options.AsyncTimeout = timeout ?? options.AsyncTimeout);
        var cache = new RedisPayloadCache(connection);
        await (await cache.TryLeaseRefreshAsync("late", TimeSpan.FromMinutes(10), default))!.DisposeAsync();
        server.Hang();
        try
        {
            using var patience = new CancellationTokenSource(timeout is null ? TimeSpan.FromMilliseconds(200) : Timeout.InfiniteTimeSpan);
            var asking = cache.TryLeaseRefreshAsync("late", TimeSpan.FromMinutes(10), patience.Token).AsTask();
            if (timeout is null)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
            else
                await Assert.ThrowsAsync<RedisStoreException>(() => asking);
        }
        finally
        {
            server.GoOn();
        }
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    // Over the same connection, so that the abandoned request is granted first.
                    return await cache.TryLeaseRefreshAsync("late", TimeSpan.FromMinutes(10), default) is not null;
                }
                catch (RedisStoreException)
                {
                    return false;
                }
            },
            "the lease can be had");
    }

    [SkippableFact]
    public async Task An_unwritten_payload_is_missing()
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
    public async Task A_payload_does_not_replace_a_later_one(long ticks, string expected)
    {
        SharedRedis.Need();
        var key = $"order{ticks}";
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("old", Noon), default);
        await new RedisPayloadCache(redis.Connection).WriteAsync(key, Payload("new", Noon.AddTicks(ticks)), default);
        Assert.Equal(expected, await ReadTextAsync(key));
    }

    [SkippableFact]
    public async Task Of_concurrent_writes_the_latest_fetch_stays()
    {
        SharedRedis.Need();
        var caches = Enumerable.Range(0, 8).Select(_ => new RedisPayloadCache(redis.Connection)).ToArray();
        var order = Enumerable.Range(0, 400).ToArray();
        new Random(7).Shuffle(order);
        await Task.WhenAll(order.Select(i => Task.Run(() => caches[i % 8].WriteAsync("many", Payload($"{i}", Noon.AddTicks(i)), default).AsTask())));
        Assert.Equal("399", await ReadTextAsync("many"));
    }

    [SkippableFact]
    public async Task A_payload_from_the_future_does_not_block_writes()
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

    /// <summary>Otherwise no process could read or write a payload until the key is deleted by hand.</summary>
    [SkippableTheory]
    [InlineData("SET", "a")]
    [InlineData("RPUSH", "a")]
    [InlineData("SADD", "a")]
    [InlineData("ZADD", "1", "a")]
    [InlineData("XADD", "*", "a", "b")]
    public async Task A_key_of_another_type_counts_as_missing_is_logged_and_is_replaced(string command, params string[] arguments)
    {
        SharedRedis.Need();
        var log = new FakeLogCollector();
        var cache = new RedisPayloadCache(redis.Connection, null, new CollectingLoggerFactory(log));
        var name = "typed" + command;
        for (var i = 0; i < 2; i++) // the second time, the cache knows the text
        {
            await redis.Database.KeyDeleteAsync(PayloadKey(name));
            await redis.Database.ExecuteAsync(command, [PayloadKey(name), .. arguments]);
            Assert.Null(await cache.ReadAsync(name, default));
            Assert.Equal(i + 1, log.Count);
            Assert.Equal(2363, log.LatestRecord.Id.Id);
            Assert.StartsWith($"the payload at {PayloadKey(name)} has another type than a hash", log.LatestRecord.Message, StringComparison.Ordinal);

            Assert.False(await cache.TryRenewAsync(name, Payload("1", Noon), default));
            await cache.WriteAsync(name, Payload("1", Noon), default);
            Assert.NotNull(await cache.ReadAsync(name, default));
            Assert.Equal("1", await ReadTextAsync(name));
        }
    }

    [SkippableFact]
    public async Task Other_refusals_of_the_scripts_are_failures()
    {
        SharedRedis.Need();
        await redis.Database.ExecuteAsync("ACL", "SETUSER", "no-hash", "on", "nopass", "~*", "&*", "+@all", "-hget", "-hstrlen");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.Configuration + ",user=no-hash,password=any");
        var cache = new RedisPayloadCache(connection);
        foreach (var call in new Func<Task>[]
        {
            () => cache.ReadAsync("refused", default).AsTask(),
            () => cache.TryRenewAsync("refused", Payload("1", Noon), default).AsTask(),
            () => cache.WriteAsync("refused", Payload("1", Noon), default).AsTask(),
        })
        {
            Assert.Contains(" a payload: Redis refused: ", (await Assert.ThrowsAsync<RedisStoreException>(call)).Message, StringComparison.Ordinal);
        }
        Assert.False(await redis.Database.KeyExistsAsync(PayloadKey("refused")));
    }

    [SkippableFact]
    public async Task Keys_and_values_do_not_contain_the_cache_key()
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
    public async Task A_payload_expires_only_if_configured()
    {
        SharedRedis.Need();
        await new RedisPayloadCache(redis.Connection).WriteAsync("for-ever", Payload("1", Noon), default);
        Assert.Null(await redis.Database.KeyTimeToLiveAsync(PayloadKey("for-ever")));
        await new RedisPayloadCache(redis.Connection, new RedisPayloadCacheOptions { Expiry = TimeSpan.FromDays(30) }).WriteAsync("expiring", Payload("1", Noon), default);
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(PayloadKey("expiring")))!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
    }

    [SkippableFact]
    public async Task One_process_at_a_time_has_the_lease()
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
    public async Task An_unreleased_lease_expires()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        var abandoned = await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMilliseconds(300), default);
        Assert.NotNull(abandoned);
        Assert.Null(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
        IAsyncDisposable? next = null;
        await Eventually.Holds(async () => (next = await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default)) is not null, "the lease ends");

        // A former holder does not release the lease of the present one.
        await abandoned.DisposeAsync();
        Assert.Null(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
        await next!.DisposeAsync();
        await next.DisposeAsync();
        Assert.NotNull(await cache.TryLeaseRefreshAsync("abandoned", TimeSpan.FromMinutes(1), default));
    }

    /// <summary>Otherwise no process could refresh until the key is deleted by hand.</summary>
    [SkippableTheory]
    [InlineData("SET", "a")]
    [InlineData("RPUSH", "a")]
    [InlineData("SADD", "a")]
    [InlineData("ZADD", "1", "a")]
    [InlineData("HSET", "a", "b")]
    [InlineData("XADD", "*", "a", "b")]
    public async Task A_key_of_a_lease_without_expiry_counts_as_not_held_is_logged_and_is_replaced(string command, params string[] arguments)
    {
        SharedRedis.Need();
        var log = new FakeLogCollector();
        var cache = new RedisPayloadCache(redis.Connection, null, new CollectingLoggerFactory(log));
        var name = "everlasting" + command;
        await redis.Database.ExecuteAsync(command, [LeaseKey(name), .. arguments]);
        var lease = await cache.TryLeaseRefreshAsync(name, TimeSpan.FromMinutes(1), default);
        Assert.NotNull(lease);
        Assert.Equal((1, 2364), (log.Count, log.LatestRecord.Id.Id));
        Assert.StartsWith($"the key {LeaseKey(name)} of the refresh lease had no expiry", log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync(LeaseKey(name)))!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        Assert.Null(await cache.TryLeaseRefreshAsync(name, TimeSpan.FromMinutes(1), default));
        await lease.DisposeAsync();
        Assert.False(await redis.Database.KeyExistsAsync(LeaseKey(name)));

        // With an expiry the wait ends by itself. A key that replaces a lease is not deleted with it.
        var replaced = await cache.TryLeaseRefreshAsync(name, TimeSpan.FromMinutes(1), default);
        await redis.Database.KeyDeleteAsync(LeaseKey(name));
        await redis.Database.ExecuteAsync(command, [LeaseKey(name), .. arguments]);
        await redis.Database.KeyExpireAsync(LeaseKey(name), TimeSpan.FromMinutes(1));
        await replaced!.DisposeAsync();
        Assert.Null(await cache.TryLeaseRefreshAsync(name, TimeSpan.FromMinutes(1), default));
        Assert.Equal(1, log.Count);
    }

    [SkippableFact]
    public async Task A_lease_needs_a_duration()
    {
        SharedRedis.Need();
        var cache = new RedisPayloadCache(redis.Connection);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.TryLeaseRefreshAsync("none", TimeSpan.Zero, default).AsTask());
    }

    [SkippableFact]
    public async Task Payloads_of_different_keys_are_separate()
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
    public async Task A_cluster_stores_and_announces_payloads()
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

    private static string PayloadKey(string name) => Key(name, "payload");

    private static string LeaseKey(string name) => Key(name, "refresh");

    private static string Key(string name, string part) =>
        $"growthbook:{{{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)))}}}:{part}";

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    /// <summary>How many bytes Redis has received and sent so far.</summary>
    private static async Task<(long Sent, long Answered)> TrafficAsync(IConnectionMultiplexer connection)
    {
        var stats = (await connection.GetDatabase().ExecuteAsync("INFO", "stats")).ToString()!.Split("\r\n");
        return (Value("total_net_input_bytes:"), Value("total_net_output_bytes:"));

        long Value(string name) => long.Parse(
            stats.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<string> ReadTextAsync(string key) =>
        Encoding.UTF8.GetString((await new RedisPayloadCache(redis.Connection).ReadAsync(key, default))!.Json.Span);
}
