using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

/// <summary>The origin of the payload at a start, for each kind of origin.</summary>
public sealed class StartTests : ServerTest
{
    private readonly DistributedPayloadCache _cache = new(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));

    [Fact]
    public void Creating_an_updater_sends_no_request()
    {
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = _cache });
        Assert.Null(updater.Current);
        Assert.Empty(Server.Requests);
        Assert.Equal(0, Time.Timers);
    }

    [Fact]
    public async Task Origin_Network_for_a_payload_of_the_server()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("a", updater.Name());
        Assert.Equal((PayloadOrigin.Network, Time.GetUtcNow()), (updater.Current!.Origin, updater.Current.FetchedAt));
    }

    [Fact]
    public async Task Origin_Init_for_a_payload_from_code()
    {
        var updater = Keep(new PayloadUpdater(new InMemoryPayloadSource(Payloads.Of("code")), Defaults(PayloadUpdateMode.Manual)));
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        Assert.Equal("code", updater.Name());
    }

    [Fact]
    public async Task Origin_Init_for_the_initial_payload_without_a_server()
    {
        await Server.StopAsync();
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        var start = await StartAsync(updater);
        Assert.Equal(PayloadOrigin.Init, start.Origin);
        Assert.Contains("cannot be reached", start.Reason, StringComparison.Ordinal);
        Assert.Equal("shipped", updater.Name());
    }

    [Fact]
    public async Task The_servers_payload_replaces_the_initial_one()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task Origin_Cache_for_a_fresh_cached_payload_without_a_request()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(60));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(updater));
        Assert.Equal("a", updater.Name());
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_cached_payload_past_its_time_to_live_is_fetched_again()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(61));
        Server.Payload = Payloads.Of("b");
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("b", updater.Name());
    }

    [Fact]
    public async Task Origin_Network_for_a_cached_payload_that_the_server_confirms()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(61));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.NotNull(Server.Requests.Last().Header("If-None-Match"));
        Assert.Equal(Time.GetUtcNow(), updater.Current!.FetchedAt);
    }

    [Fact]
    public async Task Within_stale_while_revalidate_the_start_does_not_wait_for_the_refresh()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(100));
        Server.Payload = Payloads.Of("b");
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache, StaleWhileRevalidate = TimeSpan.FromSeconds(40) });
        Assert.Equal(PayloadOrigin.Cache, (await StartAsync(updater)).Origin);
        await Eventually.TrueAsync(() => updater.Name() == "b", "the newer payload");
    }

    [Fact]
    public async Task Origin_Stale_for_a_cached_payload_of_any_age_without_a_server()
    {
        await RunBeforeAsync();
        await Server.StopAsync();
        Time.Advance(TimeSpan.FromDays(365));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        var start = await StartAsync(updater);
        Assert.Equal(PayloadOrigin.Stale, start.Origin);
        Assert.Contains("cannot be reached", start.Reason, StringComparison.Ordinal);
        Assert.Equal("a", updater.Name());
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromDays(365), updater.Current!.FetchedAt);
    }

    [Fact]
    public async Task A_cached_payload_replaces_the_initial_one()
    {
        await RunBeforeAsync();
        await Server.StopAsync();
        Time.Advance(TimeSpan.FromHours(1));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache, InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(PayloadOrigin.Stale, (await StartAsync(updater)).Origin);
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task A_start_from_the_cache_finds_the_stream_although_a_304_offers_none()
    {
        await RunBeforeAsync();
        Server.OnFeatures = http =>
        {
            Server.OffersStream = http.Request.Headers.IfNoneMatch.Count == 0;
            return Server.AnswerFeaturesAsync(http);
        };
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = _cache });
        Assert.Equal(PayloadOrigin.Cache, (await StartAsync(updater)).Origin);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
    }

    [Fact]
    public async Task Origin_Timeout_without_a_payload_while_loading_continues()
    {
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await Server.AnswerFeaturesAsync(http);
        };
        var updater = Updater(PayloadUpdateMode.Manual);
        var start = updater.StartAsync(TimeSpan.FromSeconds(3));
        await Time.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(new StartResult(PayloadOrigin.Timeout, "no answer within 3 s; loading continues"), await start);
        Assert.Null(updater.Current);
        release.SetResult();
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload of the load that continued");
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
    }

    [Fact]
    public async Task Origin_Stale_after_a_timeout_with_an_old_payload()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromHours(1));
        Server.OnFeatures = Faults.SilentAsync;
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        var start = updater.StartAsync(TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request");
        await Time.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(new StartResult(PayloadOrigin.Stale, "no answer within 3 s; loading continues"), await start);
    }

    [Fact]
    public async Task A_timeout_of_zero_does_not_wait()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(PayloadOrigin.Timeout, (await updater.StartAsync(TimeSpan.Zero)).Origin);
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
    }

    [Fact]
    public async Task Origin_Error_without_a_payload_has_a_reason()
    {
        Server.OnFeatures = Faults.Status(400, """{"status":400,"error":"Invalid API Key"}""", isUnrecoverable: true);
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(new StartResult(PayloadOrigin.Error, $"the server responded with 400: `Invalid API Key`; check ClientKey and the host of {Server.Url}/api/features/***"), await StartAsync(updater));
        Assert.True(updater.LastFailure!.IsUnrecoverable);
        Assert.Contains(LogLines(), line => line.Contains("payload refused, and the server says that retries will fail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_callers_share_one_start()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        var starts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StartAsync(updater)));
        Assert.All(starts, start => Assert.Equal(PayloadOrigin.Network, start.Origin));
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_corrupt_cache_entry_is_a_miss()
    {
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var cache = new DistributedPayloadCache(bytes, loggerFactory: new CollectingLoggerFactory(Log));
        await bytes.SetAsync("growthbook:payload:" + Server.Connection().CacheKey, [1, 2, 3], new DistributedCacheEntryOptions(), default);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Contains(LogLines(), line => line.Contains("corrupt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 250)]
    [InlineData(1000, 250)]
    [InlineData(300, 150)]
    public async Task A_hanging_cache_delays_the_request_by_a_quarter_of_a_second_at_most(int? timeout, int delay)
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new HangingCache() });
        var start = updater.StartAsync(timeout is { } limit ? TimeSpan.FromMilliseconds(limit) : Timeout.InfiniteTimeSpan);
        await Time.PassAsync(TimeSpan.FromMilliseconds(delay));
        Assert.Equal(new StartResult(PayloadOrigin.Network), await start); // the write is skipped
        Assert.Equal("a", updater.Name());
        Time.Advance(TimeSpan.FromMilliseconds(2000 - delay));
        await Eventually.TrueAsync(
            () => LogLines().Contains("payload cache failed to read; continuing without it: no answer within 2 s"), "the warning of the cache");
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_hanging_shared_cache_delays_the_request_no_longer()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new HangingSharedCache() });
        var start = StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromMilliseconds(250));
        Assert.Equal(new StartResult(PayloadOrigin.Network), await start);
    }

    [Fact]
    public async Task The_reason_of_a_timeout_names_the_cache()
    {
        Server.OnFeatures = Faults.SilentAsync;
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new HangingCache() });
        var start = updater.StartAsync(TimeSpan.FromMilliseconds(600));
        await Time.PassAsync(TimeSpan.FromMilliseconds(250));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        Time.Advance(TimeSpan.FromMilliseconds(350));
        Assert.Equal(new StartResult(PayloadOrigin.Timeout, "no answer from the payload cache or the server within 0.6 s; loading continues"), await start);
        Assert.Equal(
            new StartResult(PayloadOrigin.Timeout, "no answer from the payload cache or the server within 0 s; loading continues"),
            await updater.StartAsync(TimeSpan.Zero));
        Time.Advance(TimeSpan.FromMilliseconds(1400)); // the read ends
        await Eventually.TrueAsync(() => LogLines().Any(line => line.StartsWith("payload cache failed to read", StringComparison.Ordinal)), "the end of the read");
        Assert.Equal(new StartResult(PayloadOrigin.Timeout, "no answer within 0 s; loading continues"), await updater.StartAsync(TimeSpan.Zero));
    }

    /// <summary>A slow cache is used as one that is quick: its payload where the server has none, and the server's payload is written to it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_cache_is_used(bool hasServer)
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromHours(1));
        Server.Payload = Payloads.Of("b");
        if (!hasServer)
            await Server.StopAsync();
        var slow = new SlowCache(_cache);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = slow });
        var start = StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromMilliseconds(250));
        if (hasServer)
        {
            Assert.Equal(new StartResult(PayloadOrigin.Network), await start);
            Assert.Equal(0, slow.Writes);
            slow.Answer.SetResult();
            await Eventually.TrueAsync(() => slow.Writes == 1, "the write");
            Assert.Equal("b", updater.Name());
            return;
        }
        await Eventually.TrueAsync(() => updater.LastFailure is not null, "the failure of the server");
        slow.Answer.SetResult();
        var result = await start;
        Assert.Equal(PayloadOrigin.Stale, result.Origin);
        Assert.Contains("cannot be reached", result.Reason, StringComparison.Ordinal);
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task A_fresh_payload_of_a_slow_cache_is_used_before_the_server_answers()
    {
        await RunBeforeAsync();
        Server.OnFeatures = Faults.SilentAsync;
        var slow = new SlowCache(_cache);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = slow });
        var start = StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromMilliseconds(250));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request");
        slow.Answer.SetResult();
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await start);
    }

    /// <summary>A named pipe is a file whose opening takes until another process writes to it, or until the cache is timed out.</summary>
    [Fact]
    public async Task A_local_start_waits_for_a_slow_file_cache_also_if_the_server_fails_first()
    {
        if (OperatingSystem.IsWindows())
            return;
        await Server.StopAsync();
        var directory = Directory.CreateTempSubdirectory("growthbook").FullName;
        var pipe = Path.Combine(directory, $"growthbook-{Server.Connection().CacheKey}.payload");
        using (var create = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await create.WaitForExitAsync();
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new FilePayloadCache(directory) });
        var start = updater.StartLocallyAsync(TimeSpan.FromHours(1), default);
        await Time.PassAsync(TimeSpan.FromMilliseconds(250));
        await Eventually.TrueAsync(() => updater.LastFailure is not null, "the failure of the server");
        await Task.Delay(100);
        Assert.False(start.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1750));
        await start;
        Assert.Contains("payload cache failed to read; continuing without it: no answer within 2 s", LogLines());
        await using (new FileStream(pipe, FileMode.Open, FileAccess.Write)) // ends the opening
            Directory.Delete(directory, recursive: true);
    }

    private async Task RunBeforeAsync()
    {
        await using var before = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Manual) with { Cache = _cache });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(before)).Origin);
    }

    private sealed class SlowCache(IPayloadCache cache) : IPayloadCache
    {
        private int _writes;

        public TaskCompletionSource Answer { get; } = new();

        public int Writes => Volatile.Read(ref _writes);

        public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
        {
            await Answer.Task;
            return await cache.ReadAsync(key, cancellationToken);
        }

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _writes);
            return cache.WriteAsync(key, payload, cancellationToken);
        }
    }

    private sealed class HangingSharedCache : HangingCache, ISharedPayloadCache
    {
        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => HangAsync<bool>();

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) => HangAsync<IAsyncDisposable?>();

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken) => HangAsync<IAsyncDisposable>();

        private static async ValueTask<T> HangAsync<T>()
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return default!;
        }
    }

    /// <summary>Never responds, and ignores its token.</summary>
    private class HangingCache : IPayloadCache
    {
        public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return null;
        }

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => new(Task.Delay(Timeout.Infinite, CancellationToken.None));
    }
}
