using System.Collections.Immutable;
using System.Text;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>No assignment is lost that a store can keep, and documents have the form of the other SDKs.</summary>
public class StickyBucketStoreTests
{
    private const string Secret = "jane@example.com";

    private readonly FakeLogger _log = new();
    private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));

    public static TheoryData<string> Stores => ["memory", "distributed"];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_saved_document_is_read_and_merged_with_the_stored_one(string kind)
    {
        var store = Store(kind);
        await store.SaveAsync(SampleEffects.Document("1", ("a__0", "x"), ("b__0", "y")), default);
        await store.SaveAsync(SampleEffects.Document("1", ("b__0", "z"), ("c__0", "w")), default);
        await store.SaveAsync(SampleEffects.Document("2", ("a__0", "v")), default);
        var buckets = await store.ReadAsync(["id||1", "id||3", "id||2"], default);
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("a__0", "x"), ("b__0", "z"), ("c__0", "w")), SampleEffects.Document("2", ("a__0", "v"))), buckets);
        Assert.Empty(await store.ReadAsync([], default));
        Assert.Empty(await store.ReadAsync(default, default));
        await Assert.ThrowsAsync<ArgumentNullException>("document", async () => await store.SaveAsync(null!, default));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Of_many_savers_in_one_process_none_loses_an_assignment(string kind)
    {
        var store = Store(kind);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(saver => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await store.SaveAsync(SampleEffects.Document("1", ($"e{saver}-{i}__0", "v")), default);
        })));
        Assert.Equal(800, Assert.Single(await store.ReadAsync(["id||1"], default)).Assignments.Count);
    }

    [Fact]
    public async Task A_document_above_the_size_limit_is_missing_and_is_replaced()
    {
        var large = SampleEffects.Document(Secret, [.. Enumerable.Range(0, 100).Select(i => ($"e{i}__0", "v"))]);
        await Store("distributed").SaveAsync(large, default);
        var bytes = (await _cache.GetAsync(large.Key))!.Length;
        Assert.Single(await new DistributedStickyBucketStore(_cache, maxBytes: bytes).ReadAsync([large.Key], default));
        var limited = new DistributedStickyBucketStore(_cache, logger: _log, maxBytes: bytes - 1);
        for (var i = 0; i < 100; i++)
            Assert.Empty(await limited.ReadAsync([large.Key], default));
        Assert.Equal(7, _log.Collector.Count); // the 1st, 2nd, 4th … 64th
        Assert.Contains($"more than the limit of {bytes - 1}", _log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, _log.LatestRecord.Message, StringComparison.Ordinal);

        await limited.SaveAsync(SampleEffects.Document(Secret, ("a__0", "x")), default);
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document(Secret, ("a__0", "x"))), await limited.ReadAsync([large.Key], default));
        Assert.Throws<ArgumentOutOfRangeException>("maxBytes", () => new DistributedStickyBucketStore(_cache, maxBytes: 0));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_cancelled_call_does_nothing(string kind)
    {
        var store = Store(kind);
        using var end = new CancellationTokenSource();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.SaveAsync(SampleEffects.Document("1", ("a__0", "x")), end.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync(["id||1"], end.Token));
        Assert.Empty(await store.ReadAsync(["id||1"], default));
    }

    [Fact]
    public async Task The_memory_store_compares_names_of_experiments_ordinally()
    {
        var store = new InMemoryStickyBucketStore();
        var cultural = new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty.Add("a\u200D__0", "x"));
        await store.SaveAsync(cultural, default);
        await store.SaveAsync(SampleEffects.Document("1", ("a__0", "y")), default);
        Assert.Equal(2, Assert.Single(await store.ReadAsync(["id||1"], default)).Assignments.Count);
    }

    [Fact]
    public async Task The_memory_store_keeps_up_to_its_capacity()
    {
        var store = new InMemoryStickyBucketStore(capacity: 2);
        await store.SaveAsync(SampleEffects.Document("1", ("a__0", "x")), default);
        await store.SaveAsync(SampleEffects.Document("2", ("a__0", "x")), default);
        await store.ReadAsync(["id||1"], default);
        await store.SaveAsync(SampleEffects.Document("3", ("a__0", "x")), default);
        Assert.Equal(2, store.Count);
        Assert.Equal(["1", "3"], (await store.ReadAsync(["id||1", "id||2", "id||3"], default)).Select(document => document.AttributeValue));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new InMemoryStickyBucketStore(0));
    }

    [Fact]
    public async Task The_cache_holds_the_json_of_the_javascript_sdk_under_its_key()
    {
        var store = new DistributedStickyBucketStore(_cache, keyPrefix: "gb:");
        await store.SaveAsync(SampleEffects.Document("ü\"1", ("exp__0", "control")), default);
        Assert.Equal(
            """{"attributeName":"id","attributeValue":"ü\"1","assignments":{"exp__0":"control"}}""",
            Encoding.UTF8.GetString((await _cache.GetAsync("gb:id||ü\"1"))!));
        await _cache.SetAsync("gb:n||true", Encoding.UTF8.GetBytes("""{"assignments":{"exp__0":"v"},"attributeValue":"true","attributeName":"n","x":1}"""));
        Assert.Equal("v", Assert.Single(await store.ReadAsync(["n||true"], default)).Assignments["exp__0"]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"attributeName":"id","attributeValue":"other","assignments":{"e__0":"jane@example.com"}}""")]
    [InlineData("""{"attributeName":"id","attributeValue":{"jane@example.com":1},"assignments":{}}""")]
    public async Task A_corrupt_document_counts_as_missing_and_is_logged_without_values(string json)
    {
        var store = Store("distributed");
        var key = "id||" + Secret;
        await _cache.SetAsync(key, Encoding.UTF8.GetBytes(json));
        Assert.Empty(await store.ReadAsync([key], default));
        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal(2100, line.Id.Id);
        Assert.Contains("attribute id", line.Message);
        Assert.DoesNotContain(Secret, line.Message);
        await store.SaveAsync(SampleEffects.Document(Secret, ("e__0", "v")), default);
        Assert.Single(await store.ReadAsync([key], default));
    }

    [Fact]
    public async Task Corrupt_large_and_foreign_documents_are_counted_and_logged_on_their_own()
    {
        var store = new DistributedStickyBucketStore(_cache, logger: _log, maxBytes: 100);
        string[] documents = ["{", "{", "{", new string('a', 101), """{"attributeName":"id","attributeValue":"other","assignments":{}}"""];
        foreach (var json in documents)
        {
            await _cache.SetAsync("id||1", Encoding.UTF8.GetBytes(json));
            Assert.Empty(await store.ReadAsync(["id||1"], default));
        }
        Assert.Equal(["1", "2", "1", "1"], _log.Collector.GetSnapshot().Select(line => line.GetStructuredStateValue("Total")));
    }

    [Fact]
    public async Task A_stored_document_is_not_written_again_and_the_expiry_is_passed_on()
    {
        var cache = new Counting(_cache);
        var store = new DistributedStickyBucketStore(cache, expiry: TimeSpan.FromDays(3));
        await store.SaveAsync(SampleEffects.Document("1", ("a__0", "x"), ("b__0", "y")), default);
        await store.SaveAsync(SampleEffects.Document("1", ("a__0", "x")), default);
        Assert.Equal([TimeSpan.FromDays(3)], cache.Writes.Select(write => write.SlidingExpiration));
        Assert.Throws<ArgumentOutOfRangeException>("expiry", () => new DistributedStickyBucketStore(cache, expiry: TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>("cache", () => new DistributedStickyBucketStore(null!));
        Assert.Throws<ArgumentNullException>("keyPrefix", () => new DistributedStickyBucketStore(cache, keyPrefix: null!));
    }

    private IStickyBucketStore Store(string kind) => kind switch
    {
        "memory" => new InMemoryStickyBucketStore(),
        _ => new DistributedStickyBucketStore(new Counting(_cache), logger: _log),
    };

    /// <summary>A slow cache that records its writes.</summary>
    private sealed class Counting(IDistributedCache cache) : IDistributedCache
    {
        public List<DistributedCacheEntryOptions> Writes { get; } = [];

        public byte[]? Get(string key) => throw new InvalidOperationException("a store never blocks");

        public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            await Task.Yield();
            return await cache.GetAsync(key, token);
        }

        public void Refresh(string key) => throw new InvalidOperationException("a store never blocks");

        public Task RefreshAsync(string key, CancellationToken token = default) => cache.RefreshAsync(key, token);

        public void Remove(string key) => throw new InvalidOperationException("a store never blocks");

        public Task RemoveAsync(string key, CancellationToken token = default) => cache.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new InvalidOperationException("a store never blocks");

        public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            await Task.Yield();
            await cache.SetAsync(key, value, options, token);
            lock (Writes)
                Writes.Add(options);
        }
    }

    /// <summary>A count alone is no limit: each visitor can have an identifier of a megabyte.</summary>
    [Fact]
    public async Task The_memory_of_documents_has_a_limit()
    {
        const int Length = 100_000;
        var store = new InMemoryStickyBucketStore(maxBytes: 10 * 5 * Length);
        for (var i = 0; i < 50; i++)
            await store.SaveAsync(new StickyAssignmentDocument("id", new string('x', Length) + i, SampleAssignments), default);
        Assert.Equal(12, store.Count); // each has its text twice, in UTF-16
        await store.SaveAsync(new StickyAssignmentDocument("id", new string('x', 20 * Length), SampleAssignments), default);
        Assert.Equal(12, store.Count);
        Assert.Throws<ArgumentOutOfRangeException>("maxBytes", () => new InMemoryStickyBucketStore(maxBytes: 0));
    }

    private static ImmutableSortedDictionary<string, string> SampleAssignments { get; } = ImmutableSortedDictionary<string, string>.Empty.Add("exp__0", "1");
}
