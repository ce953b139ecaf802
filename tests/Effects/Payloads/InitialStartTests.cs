using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>A start from the initial payload asks the server only when the next refresh is due.</summary>
public sealed class InitialStartTests : ServerTest
{
    [Fact]
    public async Task On_demand_the_first_request_follows_after_the_time_to_live()
    {
        var updater = New(PayloadUpdateMode.OnDemand);
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        updater.EnsureFresh();
        Assert.Equal((0, "shipped"), (Server.FeatureRequests, updater.Name()));
        Time.Advance(TimeSpan.FromTicks(1));
        updater.EnsureFresh();
        await Eventually.TrueAsync(() => updater.Name() == "a", "the answer of the server");
    }

    [Fact]
    public async Task Polling_begins_after_the_interval()
    {
        var updater = New(PayloadUpdateMode.Polling);
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        Assert.Equal(0, Server.FeatureRequests);
        await Time.PassAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => updater.Name() == "a", "the answer of the server");
    }

    [Fact]
    public async Task A_stream_is_opened_after_the_first_poll_has_offered_it()
    {
        Server.OffersStream = true;
        var updater = New(PayloadUpdateMode.Streaming);
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.NotOffered, "the wait for the offer");
        Assert.Empty(Server.Requests);
        await Time.PassAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
    }

    [Fact]
    public async Task Manual_refreshes_ask_at_any_time()
    {
        var updater = New(PayloadUpdateMode.Manual);
        Assert.Equal(new StartResult(PayloadOrigin.Init), await StartAsync(updater));
        Assert.Equal("shipped", updater.Name());
        await updater.RefreshAsync();
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task A_cached_payload_of_any_age_is_used_instead()
    {
        var cache = new FilePayloadCache(Directory.CreateTempSubdirectory("growthbook").FullName);
        await cache.WriteAsync(Server.Connection().CacheKey, new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("cached")), Time.GetUtcNow().AddDays(-3)), default);
        var updater = New(PayloadUpdateMode.OnDemand, cache);
        Assert.Equal(new StartResult(PayloadOrigin.Stale), await StartAsync(updater));
        updater.EnsureFresh();
        Assert.Equal((0, "cached"), (Server.FeatureRequests, updater.Name()));
    }

    [Fact]
    public async Task Without_a_usable_initial_payload_the_start_asks()
    {
        var updater = New(PayloadUpdateMode.OnDemand, shipped: "{");
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
    }

    [Fact]
    public async Task The_options_have_it()
    {
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, StartFromInitialPayload = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time, InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(new StartResult(PayloadOrigin.Init), await client.StartAsync());
        Assert.Empty(Server.Requests);
    }

    private PayloadUpdater New(PayloadUpdateMode mode, IPayloadCache? cache = null, string? shipped = null) => Updater(
        mode, options => options with { StartFromInitialPayload = true, Cache = cache, InitialSource = new InMemoryPayloadSource(shipped ?? Payloads.Of("shipped")) });
}
