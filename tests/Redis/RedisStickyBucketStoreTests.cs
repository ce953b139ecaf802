using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrowthBook.Client.Tests;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

public sealed class RedisStickyBucketStoreTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    [SkippableFact]
    public async Task Several_documents_are_read_by_one_command_each()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await store.SaveAsync(Documents.Of("m1", ("exp__0", "1")));
        await store.SaveAsync(Documents.Of("deviceId", "m2", ("exp__0", "0")));
        await redis.Database.ExecuteAsync("CONFIG", "RESETSTAT");
        var read = await store.ReadAsync(["id||m1", "id||absent", "deviceId||m2"], CancellationToken.None);
        Assert.Equal(StickyBuckets.Of(Documents.Of("m1", ("exp__0", "1")), Documents.Of("deviceId", "m2", ("exp__0", "0"))), read);
        var statistics = (await redis.Database.ExecuteAsync("INFO", "commandstats")).ToString()!;
        Assert.Contains("cmdstat_getrange:calls=3,", statistics, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_eval", statistics, StringComparison.Ordinal);
    }

    /// <summary>Counts the bytes that Redis sends: no more of a document than it may have.</summary>
    [SkippableFact]
    public async Task A_document_above_the_limit_is_not_sent_whole_counts_as_missing_and_is_replaced()
    {
        SharedRedis.Need();
        await using var connection = await redis.Server.ConnectAsync();
        var log = new FakeLogCollector();
        var options = new RedisStickyBucketOptions { MaxDocumentBytes = 1000 };
        var store = new RedisStickyBucketStore(connection, options, new CollectingLoggerFactory(log));
        var large = Documents.Of("large", [.. Enumerable.Range(0, 100_000).Select(i => ($"exp{i}__0", "1"))]);
        await redis.Database.StringSetAsync("id||large", large.ToString());
        await store.SaveAsync(Documents.Of("small", ("exp__0", "1")));
        await redis.Database.ExecuteAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < 3; i++)
            Assert.Equal(StickyBuckets.Of(Documents.Of("small", ("exp__0", "1"))), await store.ReadAsync(["id||large", "id||small"], CancellationToken.None));
        var statistics = (await redis.Database.ExecuteAsync("INFO", "stats")).ToString()!;
        var sent = long.Parse(Regex.Match(statistics, @"total_net_output_bytes:(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(sent, 3000, 100_000);
        Assert.Equal(2, log.Count); // the first and the second
        Assert.StartsWith("a sticky bucket document of attribute id has more than 1000 bytes", log.LatestRecord.Message, StringComparison.Ordinal);

        await store.SaveAsync(Documents.Of("large", ("exp__0", "0")));
        Assert.Equal(StickyBuckets.Of(Documents.Of("large", ("exp__0", "0"))), await store.ReadAsync(["id||large"], CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_document_of_the_largest_size_is_read_and_merged()
    {
        SharedRedis.Need();
        var stored = Documents.Of("largest", ("exp__0", "1"));
        await redis.Database.StringSetAsync("id||largest", stored.ToString());
        var store = new RedisStickyBucketStore(redis.Connection, new RedisStickyBucketOptions { MaxDocumentBytes = stored.ToString().Length });
        Assert.Equal(StickyBuckets.Of(stored), await store.ReadAsync(["id||largest"], CancellationToken.None));
        await store.SaveAsync(Documents.Of("largest", ("next__0", "0")));
        Assert.Equal(2, StickyAssignmentDocument.Parse((await redis.Database.StringGetAsync("id||largest")).ToString()).Value!.Assignments.Count);
    }

    [SkippableFact]
    public async Task Reading_no_keys_returns_no_documents()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        Assert.Equal(StickyBuckets.Empty, await store.ReadAsync([], CancellationToken.None));
        Assert.Equal(StickyBuckets.Empty, await store.ReadAsync(default, CancellationToken.None));
    }

    [SkippableFact]
    public async Task An_unreadable_document_is_missing_and_does_not_affect_others()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await redis.Database.StringSetAsync("id||r1", "{");
        await redis.Database.ListLeftPushAsync("id||r2", "a list");
        await redis.Database.StringSetAsync("id||r3", """{"attributeName":"id","attributeValue":"other","assignments":{}}""");
        await store.SaveAsync(Documents.Of("r4", ("exp__0", "1")));
        var read = await store.ReadAsync(["id||r1", "id||r2", "id||r3", "id||r4"], CancellationToken.None);
        Assert.Equal(StickyBuckets.Of(Documents.Of("r4", ("exp__0", "1"))), read);
    }

    [SkippableFact]
    public async Task Saving_is_idempotent()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await store.SaveAsync(Documents.Of("twice", ("exp__0", "1")));
        var once = await redis.Database.StringGetAsync("id||twice");
        await store.SaveAsync(Documents.Of("twice", ("exp__0", "1")));
        Assert.Equal(once, await redis.Database.StringGetAsync("id||twice"));
    }

    [SkippableFact]
    public async Task Documents_expire_only_if_configured()
    {
        SharedRedis.Need();
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("ever", ("exp__0", "1")));
        Assert.Null(await redis.Database.KeyTimeToLiveAsync("id||ever"));
    }

    [SkippableFact]
    public async Task A_save_restarts_the_expiry()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection, new RedisStickyBucketOptions { Expiry = TimeSpan.FromDays(180) });
        await store.SaveAsync(Documents.Of("expiring", ("exp__0", "1")));
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync("id||expiring"))!.Value, TimeSpan.FromDays(179), TimeSpan.FromDays(180));
        await redis.Database.KeyExpireAsync("id||expiring", TimeSpan.FromMinutes(1));
        await store.SaveAsync(Documents.Of("expiring", ("exp__0", "1")));
        Assert.InRange((await redis.Database.KeyTimeToLiveAsync("id||expiring"))!.Value, TimeSpan.FromDays(179), TimeSpan.FromDays(180));
    }

    [SkippableFact]
    public async Task An_expired_document_is_missing()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection, new RedisStickyBucketOptions { Expiry = TimeSpan.FromMilliseconds(1) });
        await store.SaveAsync(Documents.Of("expired", ("exp__0", "1")));
        await Eventually.Holds(async () => await store.ReadOneAsync("id||expired") is null, "the document expires");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9_999)]
    public void An_expiry_below_a_millisecond_is_rejected(long ticks)
    {
        Func<Task<IConnectionMultiplexer>> connect = () => throw new InvalidOperationException("not used");
        var refused = Assert.Throws<ArgumentException>(
            () => new RedisStickyBucketStore(connect, new RedisStickyBucketOptions { Expiry = TimeSpan.FromTicks(ticks) }));
        Assert.Contains("RedisStickyBucketOptions.Expiry: must be null or at least 00:00:00.0010000, was ", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RedisPayloadCache(connect, new RedisPayloadCacheOptions { Expiry = TimeSpan.FromTicks(ticks) }));
    }

    [Fact]
    public void A_fault_of_the_options_has_the_form_of_all_options()
    {
        Assert.Equal<string>(
            ["RedisPayloadCacheOptions.Expiry: must be null or at least 00:00:00.0010000, was 00:00:00", "RedisPayloadCacheOptions.MaxPayloadBytes: must be above zero, was 0"],
            new RedisPayloadCacheOptions { Expiry = TimeSpan.Zero, MaxPayloadBytes = 0 }.Validate());
        Assert.Equal<string>(
            ["RedisStickyBucketOptions.MaxDocumentBytes: must be above zero, was -1"], new RedisStickyBucketOptions { MaxDocumentBytes = -1 }.Validate());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_prefix_means_the_default(string? prefix)
    {
        Assert.Equal("growthbook:", new RedisPayloadCacheOptions { KeyPrefix = prefix! }.KeyPrefix);
        Assert.Equal("", new RedisStickyBucketOptions { KeyPrefix = prefix! }.KeyPrefix);
    }

    [SkippableFact]
    public async Task A_prefix_separates_applications()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection, new RedisStickyBucketOptions { KeyPrefix = "shop:" });
        await store.SaveAsync(Documents.Of("prefixed", ("exp__0", "1")));
        Assert.True(await redis.Database.KeyExistsAsync("shop:id||prefixed"));
        Assert.False(await redis.Database.KeyExistsAsync("id||prefixed"));
        Assert.Equal(Documents.Of("prefixed", ("exp__0", "1")), await store.ReadOneAsync("id||prefixed"));
    }

    [SkippableFact]
    public async Task The_script_is_sent_again_after_Redis_lost_it()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        for (var i = 0; i < 5; i++)
        {
            await store.SaveAsync(Documents.Of("forgotten", ($"exp{i}__0", "1")));
            await redis.Database.ExecuteAsync("SCRIPT", "FLUSH");
        }
        Assert.Equal(5, (await store.ReadOneAsync("id||forgotten"))!.Assignments.Count);
    }

    [SkippableFact]
    public async Task The_text_of_the_script_is_not_sent_with_every_save()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await store.SaveAsync(Documents.Of("sha", ("exp__0", "1")));
        await redis.Database.ExecuteAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < 10; i++)
            await store.SaveAsync(Documents.Of("sha", ("exp__0", "1")));
        var statistics = (await redis.Database.ExecuteAsync("INFO", "commandstats")).ToString()!;
        Assert.Contains("cmdstat_evalsha:calls=10,", statistics, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_eval:", statistics, StringComparison.Ordinal);
    }

    /// <summary>Otherwise each save of such a user would fail, for ever.</summary>
    [SkippableTheory]
    [InlineData("HSET", "a", "b")]
    [InlineData("RPUSH", "a")]
    [InlineData("SADD", "a")]
    [InlineData("ZADD", "1", "a")]
    [InlineData("XADD", "*", "a", "b")]
    public async Task A_key_of_another_type_counts_as_missing_is_logged_and_is_replaced(string command, params string[] arguments)
    {
        SharedRedis.Need();
        var log = new FakeLogCollector();
        var store = new RedisStickyBucketStore(redis.Connection, null, new CollectingLoggerFactory(log));
        await redis.Database.KeyDeleteAsync("id||typed");
        await redis.Database.ExecuteAsync(command, ["id||typed", .. arguments]);
        Assert.Null(await store.ReadOneAsync("id||typed"));
        var line = Assert.Single(log.GetSnapshot());
        Assert.Equal(2362, line.Id.Id);
        Assert.StartsWith("a key of a sticky bucket document of attribute id has another type than a string", line.Message, StringComparison.Ordinal);

        await store.SaveAsync(Documents.Of("typed", ("exp__0", "1")));
        Assert.Equal(Documents.Of("typed", ("exp__0", "1")), await store.ReadOneAsync("id||typed"));
    }

    [SkippableTheory]
    [InlineData("garbage", "no document at $")]
    [InlineData("5", "no document at $")]
    [InlineData("""{"attributeName":"id","attributeValue":"corrupt"}""", "no document at $")]
    [InlineData("""{"attributeName":"id","attributeValue":"corrupt","assignments":5}""", "no document at $.assignments")]
    [InlineData("""{"attributeName":"id","attributeValue":"jane@example.com","assignments":{}}""", "it is of another user")]
    public async Task A_corrupt_document_counts_as_missing_is_logged_without_values_and_is_replaced(string stored, string fault)
    {
        SharedRedis.Need();
        var log = new FakeLogCollector();
        var store = new RedisStickyBucketStore(redis.Connection, null, new CollectingLoggerFactory(log));
        await redis.Database.StringSetAsync("id||corrupt", stored);
        for (var i = 0; i < 3; i++)
            Assert.Null(await store.ReadOneAsync("id||corrupt"));
        Assert.Equal(
            new[] { 1, 2 }.Select(total => $"a sticky bucket document of attribute id is corrupt; it counts as missing, and the next save replaces it ({total} so far): {fault}; if other data uses the key, set RedisStickyBucketOptions.KeyPrefix"),
            log.GetSnapshot().Select(line => line.Message));
        await store.SaveAsync(Documents.Of("corrupt", ("exp__0", "1")));
        Assert.Equal(Documents.Of("corrupt", ("exp__0", "1")), await store.ReadOneAsync("id||corrupt"));
        Assert.Equal(2, log.Count);
    }

    [SkippableFact]
    public async Task Another_refusal_of_the_script_is_a_failure()
    {
        SharedRedis.Need();
        await redis.Database.ExecuteAsync("ACL", "SETUSER", "short", "on", "nopass", "~*", "&*", "+@all", "-strlen");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.Configuration + ",user=short,password=any");
        var refused = await Assert.ThrowsAsync<RedisStoreException>(
            () => new RedisStickyBucketStore(connection).SaveAsync(Documents.Of("refused", ("exp__0", "1"))).AsTask());
        Assert.StartsWith("could not save sticky bucket assignments: Redis refused: ", refused.Message, StringComparison.Ordinal);
        Assert.False(await redis.Database.KeyExistsAsync("id||refused"));
    }

    [SkippableFact]
    public async Task A_cancelled_call_sends_nothing()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SaveAsync(Documents.Of("cancelled", ("exp__0", "1")), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(["id||cancelled"], cancelled).AsTask());
        Assert.False(await redis.Database.KeyExistsAsync("id||cancelled"));
    }

    [SkippableFact]
    public async Task A_connection_is_made_once_at_the_first_use()
    {
        SharedRedis.Need();
        var made = 0;
        var store = new RedisStickyBucketStore(async () =>
        {
            Interlocked.Increment(ref made);
            await Task.Yield();
            return redis.Connection;
        });
        Assert.Equal(0, made);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.SaveAsync(Documents.Of("once", ($"exp{i}__0", "1"))).AsTask()));
        Assert.Equal(1, made);
        Assert.Equal(50, (await store.ReadOneAsync("id||once"))!.Assignments.Count);
    }

    [SkippableFact]
    public async Task One_connection_serves_the_store_the_payload_cache_and_a_distributed_cache()
    {
        SharedRedis.Need();
        await using var connection = new RedisConnection(redis.Server.Configuration + ",name=serves-all");
        var store = new RedisStickyBucketStore(connection.GetAsync);
        var cache = new RedisPayloadCache(connection.GetAsync);
        using var distributed = new RedisCache(new RedisCacheOptions { ConnectionMultiplexerFactory = connection.GetAsync, InstanceName = "distributed:" });

        await Task.WhenAll(
            store.SaveAsync(Documents.Of("shared", ("exp__0", "1"))).AsTask(),
            cache.WriteAsync("shared", new CachedPayload(Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch), default).AsTask(),
            distributed.SetAsync("shared", [1, 2, 3], new(), default));
        Assert.NotNull(await store.ReadOneAsync("id||shared"));
        Assert.NotNull(await cache.ReadAsync("shared", default));
        Assert.Equal([1, 2, 3], await distributed.GetAsync("shared"));

        var clients = (await redis.Database.ExecuteAsync("CLIENT", "LIST")).ToString()!.Split('\n');
        var sockets = clients.Count(client => client.Contains(" name=serves-all ", StringComparison.Ordinal));
        Assert.InRange(sockets, 1, 2); // one for commands, and one for subscriptions where the protocol needs it
    }

    [SkippableFact]
    public async Task A_failed_connect_is_retried()
    {
        SharedRedis.Need();
        var tries = 0;
        var store = new RedisStickyBucketStore(() => ++tries < 3 ? throw new InvalidOperationException("secret") : Task.FromResult(redis.Connection));
        var failed = await Assert.ThrowsAsync<RedisStoreException>(() => store.ReadAsync(["id||1"], CancellationToken.None).AsTask());
        Assert.Equal("could not read sticky bucket documents: the client of Redis failed (InvalidOperationException)", failed.Message);
        Assert.Null(failed.InnerException);
        // After each failed attempt, commands fail at once for a second.
        await Eventually.Holds(ReadsAsync, "a read");
        Assert.Equal(3, tries);

        async Task<bool> ReadsAsync()
        {
            try
            {
                await store.ReadAsync(["id||1"], CancellationToken.None);
                return true;
            }
            catch (RedisStoreException e)
            {
                Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
                return false;
            }
        }
    }

    [SkippableFact]
    public async Task In_a_cluster_documents_of_several_slots_are_read_and_saved()
    {
        SharedRedis.Need();
        await using var cluster = await RedisServer.StartAsync(cluster: true);
        await using var connection = await cluster.ConnectAsync();
        var store = new RedisStickyBucketStore(connection);
        var documents = Enumerable.Range(0, 20).Select(i => Documents.Of($"user-{i}", ("exp__0", "1"))).ToList();
        foreach (var document in documents)
        {
            await store.SaveAsync(document);
            await store.SaveAsync(Documents.Of(document.AttributeValue, ("other__0", "0")));
        }
        var slots = documents.Select(document => connection.GetHashSlot(document.Key)).Distinct().Count();
        Assert.True(slots > 1, "the documents are in several slots");
        await Assert.ThrowsAsync<RedisCommandException>(() =>
            connection.GetDatabase().ExecuteAsync("MGET", documents.Select(document => (object)(RedisKey)document.Key).ToArray()));
        var read = await store.ReadAsync([.. documents.Select(document => document.Key), "id||absent"], CancellationToken.None);
        Assert.Equal(StickyBuckets.Of(documents.Select(document => document.Merge(Documents.Of(document.AttributeValue, ("other__0", "0"))))), read);
    }
}
