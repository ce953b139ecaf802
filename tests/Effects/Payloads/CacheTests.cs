using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

public sealed class CacheTests : ServerTest
{
    private static readonly CachedPayload Sample = new(Encoding.UTF8.GetBytes("{\"features\":{}}"), DateTimeOffset.FromUnixTimeMilliseconds(1_767_323_045_678), "W/\"ä\"") { Lifetime = CacheLifetime.Unknown };

    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public void An_entry_has_the_documented_bytes()
    {
        byte[] expected =
        [
            .. "GBPC"u8, 2, 1,
            0x2E, 0x8F, 0xA9, 0x7C, 0x9B, 0x01, 0, 0, // 1,767,323,045,678 is 0x019B7CA98F2E
            6, 0, 15, 0, 0, 0,
            0xD0, 0x07, 0, 0, 0, 0, 0, 0, // 2,000
            0x80, 0xEE, 0x36, 0, 0, 0, 0, 0, // 3,600,000
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            .. "W/\"ä\""u8, .. "{\"features\":{}}"u8,
        ];
        var lifetime = new CacheLifetime(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        Assert.Equal(expected, PayloadCacheEntry.ToBytes(Sample with { OffersStream = true, Lifetime = lifetime }));
    }

    [Fact]
    public void An_entry_of_version_1_has_no_lifetime()
    {
        byte[] written =
        [
            .. "GBPC"u8, 1, 1,
            0x2E, 0x8F, 0xA9, 0x7C, 0x9B, 0x01, 0, 0,
            6, 0, 15, 0, 0, 0,
            .. "W/\"ä\""u8, .. "{\"features\":{}}"u8,
        ];
        var read = PayloadCacheEntry.Read(written)!;
        Assert.Equal(Sample with { OffersStream = true, Json = read.Json, Lifetime = null }, read);
        Assert.Equal(written, PayloadCacheEntry.ToBytes(read));
        Assert.Equal(Sample.Json.ToArray(), read.Json.ToArray());
        for (var length = 0; length < written.Length; length++)
            Assert.Null(PayloadCacheEntry.Read(written.AsMemory(0, length)));
    }

    public static TheoryData<TimeSpan?> Durations => new([null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(36_500)]);

    [Theory]
    [MemberData(nameof(Durations))]
    public void The_lifetimes_of_an_entry_round_trip(TimeSpan? duration)
    {
        CacheLifetime?[] lifetimes = [null, new(duration), new(null, duration), new(null, null, duration)];
        Assert.All(lifetimes, lifetime => Assert.Equal(lifetime, PayloadCacheEntry.Read(PayloadCacheEntry.ToBytes(Sample with { Lifetime = lifetime }))!.Lifetime));
    }

    [Fact]
    public void The_extremes_of_a_lifetime_are_stored_as_far_as_milliseconds_go()
    {
        var read = PayloadCacheEntry.Read(PayloadCacheEntry.ToBytes(Sample with { Lifetime = new(TimeSpan.MaxValue, TimeSpan.MinValue) }))!;
        Assert.Equal((922_337_203_685_477, TimeSpan.Zero), ((long)read.Lifetime!.Value.MaxAge!.Value.TotalMilliseconds, read.Lifetime.Value.StaleWhileRevalidate));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    [InlineData(36)]
    public void An_entry_with_a_duration_that_is_none_is_a_miss(int at)
    {
        var entry = PayloadCacheEntry.ToBytes(Sample);
        entry[at] = 0xFE; // -2
        Assert.Null(PayloadCacheEntry.Read(entry));
        (entry[at], entry[at + 7]) = (0, 0x7F); // more milliseconds than a TimeSpan has
        Assert.Null(PayloadCacheEntry.Read(entry));
    }

    [Theory]
    [InlineData("W/\"1\"", true)]
    [InlineData("", false)]
    [InlineData(null, true)]
    public void Entries_round_trip(string? tag, bool offersStream)
    {
        var read = PayloadCacheEntry.Read(PayloadCacheEntry.ToBytes(Sample with { ETag = tag, OffersStream = offersStream }));
        Assert.NotNull(read);
        Assert.Equal((tag, Sample.FetchedAt, offersStream), (read.ETag, read.FetchedAt, read.OffersStream));
        Assert.Equal(Sample.Json.ToArray(), read.Json.ToArray());
    }

    [Fact]
    public void A_truncated_entry_or_one_of_another_version_is_a_miss()
    {
        var entry = PayloadCacheEntry.ToBytes(Sample);
        for (var length = 0; length < entry.Length; length++)
            Assert.Null(PayloadCacheEntry.Read(entry.AsMemory(0, length)));
        Assert.Null(PayloadCacheEntry.Read((byte[])[.. entry, 0]));
        for (var at = 0; at < 5; at++)
        {
            var changed = entry.ToArray();
            changed[at] += 2;
            Assert.Null(PayloadCacheEntry.Read(changed));
        }
        entry[5] = 2;
        Assert.Null(PayloadCacheEntry.Read(entry));
    }

    [Fact]
    public void No_bytes_make_reading_throw()
    {
        var random = new Random(20260102);
        var entry = PayloadCacheEntry.ToBytes(Sample);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = entry.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            _ = PayloadCacheEntry.Read(changed);
        }
    }

    [Fact]
    public async Task A_distributed_cache_uses_the_configured_expiry()
    {
        var bytes = new RecordingCache();
        await new DistributedPayloadCache(bytes).WriteAsync("k", Sample, default);
        Assert.Equal(("growthbook:payload:k", null), bytes.Written);
        var cache = new DistributedPayloadCache(bytes, TimeSpan.FromDays(7), "shop:");
        await cache.WriteAsync("k", Sample, default);
        Assert.Equal(("shop:k", TimeSpan.FromDays(7)), bytes.Written);
        Assert.Equal(Sample.ETag, (await cache.ReadAsync("k", default))!.ETag);
        Assert.Null(await cache.ReadAsync("other", default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedPayloadCache(bytes, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_file_cache_stores_payloads_by_key()
    {
        var cache = new FilePayloadCache(_directory);
        Assert.Null(await cache.ReadAsync("k", default));
        await cache.WriteAsync("k", Sample, default);
        await cache.WriteAsync("../k", Sample with { ETag = "other" }, default);
        await cache.WriteAsync("k", Sample with { ETag = "newer" }, default);
        Assert.Equal("newer", (await cache.ReadAsync("k", default))!.ETag);
        Assert.Equal("other", (await cache.ReadAsync("../k", default))!.ETag);
        Assert.Equal(2, Directory.GetFiles(_directory).Length);
        await File.WriteAllBytesAsync(Directory.GetFiles(_directory, "growthbook-k.payload").Single(), [1]);
        Assert.Null(await cache.ReadAsync("k", default));
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Files_that_killed_processes_left_are_deleted_after_an_hour()
    {
        await new FilePayloadCache(_directory).WriteAsync("k", Sample, default);
        var now = DateTime.UtcNow;
        string[] left = ["growthbook-k.payload.1.tmp", "growthbook-sha256.0a.payload.2.tmp"];
        string[] kept = ["growthbook-k.payload.3.tmp", "growthbook-k.payload", "another.tmp"];
        foreach (var name in (string[])[.. left, .. kept])
        {
            await File.AppendAllTextAsync(Path.Combine(_directory, name), "");
            File.SetLastWriteTimeUtc(Path.Combine(_directory, name), now - TimeSpan.FromMinutes(name == kept[0] ? 50 : 70));
        }
        Assert.NotNull(await new FilePayloadCache(_directory).ReadAsync("k", default));
        Assert.Equal(kept.Order(StringComparer.Ordinal), Directory.GetFiles(_directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Directory.Delete(_directory, recursive: true);
    }

#if !PURE_NETSTANDARD // .NET Standard 2.0 has no file modes.
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_and_write_a_cached_payload()
    {
        var cache = new FilePayloadCache(_directory);
        await cache.WriteAsync("k", Sample, default);
        await cache.WriteAsync("k", Sample with { ETag = "newer" }, default);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_directory).Single()));
        Directory.Delete(_directory, recursive: true);
    }
#endif

    [Theory]
    [InlineData(200_000, true)]
    [InlineData(100_000, false)]
    public async Task A_cached_payload_above_the_size_limit_is_a_miss(int payloadBytes, bool isMiss)
    {
        await new FilePayloadCache(_directory).WriteAsync("k", Sample with { Json = new byte[payloadBytes] }, default);
        var log = new FakeLogCollector();
        Assert.Equal(isMiss, await new FilePayloadCache(_directory, new CollectingLoggerFactory(log), 100_000).ReadAsync("k", default) is null);
        Assert.NotNull(await new FilePayloadCache(_directory).ReadAsync("k", default));
        Assert.Equal(isMiss, log.GetSnapshot().Any(record => record.Id.Id == 126 && record.Message.Contains("growthbook-k.payload", StringComparison.Ordinal)));
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(200_000, true)]
    [InlineData(100_000, false)]
    public async Task An_entry_of_a_distributed_cache_above_the_size_limit_is_a_miss(int payloadBytes, bool isMiss)
    {
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        await new DistributedPayloadCache(bytes).WriteAsync("k", Sample with { Json = new byte[payloadBytes] }, default);
        var log = new FakeLogCollector();
        var cache = new DistributedPayloadCache(bytes, loggerFactory: new CollectingLoggerFactory(log), maxBytes: 100_000);
        Assert.Equal(isMiss, await cache.ReadAsync("k", default) is null);
        Assert.Equal(isMiss, log.GetSnapshot().Any(record => record.Id.Id == 126 && record.Message.Contains("growthbook:payload:k", StringComparison.Ordinal)));
        Assert.Throws<ArgumentOutOfRangeException>("maxBytes", () => new DistributedPayloadCache(bytes, maxBytes: 0));
    }

    [Fact]
    public async Task Keys_of_a_file_cache_have_files_of_their_own()
    {
        var cache = new FilePayloadCache(_directory);
        string[] keys = ["a b", ContentHash.Of("a b").ToString(), "key", "KEY", "sha256." + ContentHash.Of("a b")];
        foreach (var key in keys)
            await cache.WriteAsync(key, Sample with { ETag = key }, default);
        Assert.Equal(keys.Length, Directory.GetFiles(_directory).Select(file => file.ToUpperInvariant()).Distinct().Count());
        foreach (var key in keys)
            Assert.Equal(key, (await cache.ReadAsync(key, default))!.ETag);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Readers_see_a_complete_payload_during_a_replacement()
    {
        var cache = new FilePayloadCache(_directory);
        await cache.WriteAsync("k", Sample, default);
        using var enough = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                Assert.NotNull(await cache.ReadAsync("k", default));
        })).ToArray();
        for (var i = 0; i < 200; i++)
            await cache.WriteAsync("k", Sample with { Json = new byte[i * 100] }, default);
        await enough.CancelAsync();
        await Task.WhenAll(readers);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_cold_start_without_a_server_uses_the_file_cache()
    {
        Server.Payload = Payloads.Encrypted("kept");
        var cache = new FilePayloadCache(_directory);
        await using (var before = PayloadUpdater.ForConnection(Server.Connection(Payloads.Key), () => Client, Defaults(PayloadUpdateMode.Manual) with { Cache = cache }))
            await StartAsync(before);
        await Server.StopAsync();
        Time.Advance(TimeSpan.FromDays(3));
        var updater = Updater(PayloadUpdateMode.Polling, options => options with { Cache = new FilePayloadCache(_directory) }, Payloads.Key);
        Assert.Equal(PayloadOrigin.Stale, (await StartAsync(updater)).Origin);
        Assert.Equal("kept", updater.Name());
        Assert.DoesNotContain("kept", await File.ReadAllTextAsync(Directory.GetFiles(_directory).Single()), StringComparison.Ordinal);

        Server.Payload = Payloads.Encrypted("fresh");
        await Server.RestartAsync();
        await Time.PassUntilAsync(() => updater.Name() == "fresh", TimeSpan.FromSeconds(30));
        await updater.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Only_good_payloads_are_written()
    {
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var cache = new DistributedPayloadCache(bytes);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        await StartAsync(updater);
        Server.OnFeatures = Faults.GarbageAsync;
        await updater.RefreshAsync();
        var cached = await cache.ReadAsync(Server.Connection().CacheKey, default);
        Assert.Equal(Payloads.Of("a"), Encoding.UTF8.GetString(cached!.Json.Span));
        Assert.Equal((updater.Current!.ETag, updater.Current.FetchedAt), (cached.ETag, cached.FetchedAt));
    }

    [Fact]
    public async Task A_streamed_payload_is_written()
    {
        Server.OffersStream = true;
        var cache = new DistributedPayloadCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = cache });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream");
        await Server.SendAsync("features", Payloads.Of("b"));
        await Eventually.TrueAsync(() => Subscriber.Results.Count == 3, "the event");
        var cached = await cache.ReadAsync(Server.Connection().CacheKey, default);
        Assert.Equal(Payloads.Of("b"), Encoding.UTF8.GetString(cached!.Json.Span));
    }

    [Fact]
    public async Task A_process_with_a_cached_payload_learns_of_the_stream_from_the_cache()
    {
        Server.OffersStream = true;
        var cache = new FilePayloadCache(_directory);
        await using (var before = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Manual) with { Cache = cache }))
            await StartAsync(before);
        Server.OnFeatures = Faults.SilentAsync;
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = cache });
        Assert.Equal(PayloadOrigin.Cache, (await StartAsync(updater)).Origin);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_payload_with_no_store_is_used_and_not_written()
    {
        var cache = new DistributedPayloadCache(new RecordingCache());
        await using var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        Server.CacheControl = "no-store";
        await StartAsync(updater);
        await updater.RefreshAsync();
        Server.CacheControl = null; // the 304 that follows need not say it again
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.Equal("a", updater.Name());
        Assert.Null(await StoredAsync(cache));
        Assert.Single(LogLines(), line => line.Contains("no-store", StringComparison.Ordinal));

        Server.Payload = Payloads.Of("b");
        await updater.RefreshAsync();
        Server.CacheControl = "no-store";
        Server.Payload = Payloads.Of("c");
        await updater.RefreshAsync();
        Assert.Equal(("c", Payloads.Of("b")), (updater.Name(), await StoredAsync(cache)));
    }

    [Fact]
    public async Task A_streamed_payload_is_not_written_after_no_store()
    {
        var cache = new DistributedPayloadCache(new RecordingCache());
        await using var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = cache });
        (Server.OffersStream, Server.CacheControl) = (true, "no-store");
        await StartAsync(updater);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
        await Server.SendAsync("features", Payloads.Of("streamed"));
        await Eventually.TrueAsync(() => Subscriber.Results.Any(result => result is RefreshResult.Updated { Snapshot: var taken } && Payloads.NameOf(taken) == "streamed"), "the event");
        Assert.Null(await StoredAsync(cache));
    }

    private async Task<string?> StoredAsync(DistributedPayloadCache cache) =>
        await cache.ReadAsync(Server.Connection().CacheKey, default) is { } stored ? Encoding.UTF8.GetString(stored.Json.Span) : null;

    private sealed class RecordingCache : IDistributedCache
    {
        private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));

        public (string Key, TimeSpan? Expiration) Written { get; private set; }

        public byte[]? Get(string key) => throw new NotSupportedException("nothing waits for a cache");

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => _cache.GetAsync(key, token);

        public void Refresh(string key) => throw new NotSupportedException("nothing waits for a cache");

        public Task RefreshAsync(string key, CancellationToken token = default) => _cache.RefreshAsync(key, token);

        public void Remove(string key) => throw new NotSupportedException("nothing waits for a cache");

        public Task RemoveAsync(string key, CancellationToken token = default) => _cache.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("nothing waits for a cache");

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Written = (key, options.AbsoluteExpirationRelativeToNow);
            return _cache.SetAsync(key, value, options, token);
        }
    }
}
