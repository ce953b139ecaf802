using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

/// <summary>Where the payload of a start comes from, for each word that there is for it.</summary>
public sealed class StartTests : ServerTest
{
    private readonly DistributedPayloadCache _cache = new(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));

    [Fact]
    public void Making_an_updater_asks_nobody()
    {
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = _cache });
        Assert.Null(updater.Current);
        Assert.Empty(Server.Requests);
        Assert.Equal(0, Time.Timers);
    }

    [Fact]
    public async Task Network_is_a_payload_of_the_server()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("a", updater.Name());
        Assert.Equal((PayloadOrigin.Network, Time.GetUtcNow()), (updater.Current!.Origin, updater.Current.FetchedAt));
    }

    [Fact]
    public async Task Init_is_a_payload_given_in_code()
    {
        var updater = Keep(new PayloadUpdater(new InMemoryPayloadSource(Payloads.Of("code")), Defaults(PayloadUpdateMode.Manual)));
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        Assert.Equal("code", updater.Name());
    }

    [Fact]
    public async Task Init_is_the_initial_payload_when_the_server_is_down()
    {
        await Server.StopAsync();
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        var start = await StartAsync(updater);
        Assert.Equal(PayloadOrigin.Init, start.Origin);
        Assert.Contains("cannot be reached", start.Reason, StringComparison.Ordinal);
        Assert.Equal("shipped", updater.Name());
    }

    [Fact]
    public async Task The_servers_payload_takes_the_place_of_the_initial_one()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task Cache_is_a_young_payload_of_a_process_before_and_asks_no_server()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(60));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(updater));
        Assert.Equal("a", updater.Name());
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_cached_payload_past_its_time_to_live_is_asked_for_anew()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(61));
        Server.Payload = Payloads.Of("b");
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("b", updater.Name());
    }

    [Fact]
    public async Task A_cached_payload_that_the_server_confirms_comes_from_the_network()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(61));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.NotNull(Server.Requests.Last().Header("If-None-Match"));
        Assert.Equal(Time.GetUtcNow(), updater.Current!.FetchedAt);
    }

    [Fact]
    public async Task While_stale_may_be_used_the_start_answers_at_once_and_asks_behind_it()
    {
        await RunBeforeAsync();
        Time.Advance(TimeSpan.FromSeconds(100));
        Server.Payload = Payloads.Of("b");
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache, StaleWhileRevalidate = TimeSpan.FromSeconds(40) });
        Assert.Equal(PayloadOrigin.Cache, (await StartAsync(updater)).Origin);
        await Eventually.TrueAsync(() => updater.Name() == "b", "the newer payload");
    }

    [Fact]
    public async Task Stale_is_a_cached_payload_of_any_age_when_the_server_is_down()
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
    public async Task A_cached_payload_takes_the_place_of_the_initial_one()
    {
        await RunBeforeAsync();
        await Server.StopAsync();
        Time.Advance(TimeSpan.FromHours(1));
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache, InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(PayloadOrigin.Stale, (await StartAsync(updater)).Origin);
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task A_stream_is_found_by_who_starts_from_the_cache_although_a_304_offers_none()
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
    public async Task Timeout_is_no_payload_yet_and_loading_goes_on()
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
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload that loading went on for");
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
    }

    [Fact]
    public async Task A_timeout_with_an_old_payload_is_stale()
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
    public async Task Not_waiting_at_all_is_a_timeout_of_zero()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(PayloadOrigin.Timeout, (await updater.StartAsync(TimeSpan.Zero)).Origin);
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
    }

    [Fact]
    public async Task Error_is_no_payload_and_says_why()
    {
        Server.OnFeatures = Faults.Status(400, """{"status":400,"error":"Invalid API Key"}""", isUnrecoverable: true);
        var updater = Updater(PayloadUpdateMode.Manual);
        Assert.Equal(new StartResult(PayloadOrigin.Error, "the server responded with 400: `Invalid API Key`"), await StartAsync(updater));
        Assert.True(updater.LastFailure!.IsUnrecoverable);
        Assert.Contains(LogLines(), line => line.Contains("payload refused for good; check the client key", StringComparison.Ordinal));
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
    public async Task A_corrupt_cache_is_an_empty_cache()
    {
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var cache = new DistributedPayloadCache(bytes, loggerFactory: new CollectingLoggerFactory(Log));
        await bytes.SetAsync("growthbook:payload:" + Server.Connection().CacheKey, [1, 2, 3], new DistributedCacheEntryOptions(), default);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Contains(LogLines(), line => line.Contains("corrupt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cache_that_hangs_or_throws_costs_its_timeout_and_no_more()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new HangingCache() });
        var start = StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromSeconds(2));
        await Time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(PayloadOrigin.Network, (await start).Origin);
        Assert.Equal("a", updater.Name());
        Assert.Contains(LogLines(), line => line == "payload cache failed to read; continuing without it");
    }

    private async Task RunBeforeAsync()
    {
        await using var before = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Manual) with { Cache = _cache });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(before)).Origin);
    }

    /// <summary>Never answers, and does not heed its token.</summary>
    private sealed class HangingCache : IPayloadCache
    {
        public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return null;
        }

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => new(Task.Delay(Timeout.Infinite, CancellationToken.None));
    }
}
