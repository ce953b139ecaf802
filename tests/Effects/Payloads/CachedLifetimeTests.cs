using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

/// <summary>What the server says about the lifetime of its payload holds for the cached payload after a restart too.</summary>
public sealed class CachedLifetimeTests : ServerTest, IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly MemoryDistributedCache _memory = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly OwnCache _own = new();

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_restart_uses_the_servers_stale_while_revalidate_although_the_server_hangs(string cache)
    {
        await RunBeforeAsync(cache, "max-age=2, stale-while-revalidate=3600");
        Time.Advance(TimeSpan.FromSeconds(10));
        Server.OnFeatures = http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        var updater = Restarted(cache);
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(updater));
        Assert.Equal(PayloadFreshness.Revalidating, updater.Current!.Freshness);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the refresh in the background");
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_restart_after_a_short_max_age_is_stale_without_a_server(string cache)
    {
        await RunBeforeAsync(cache, "max-age=2");
        Time.Advance(TimeSpan.FromSeconds(3));
        await Server.StopAsync();
        Assert.Equal(PayloadOrigin.Stale, (await StartAsync(Restarted(cache))).Origin);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_restart_within_a_long_max_age_sends_no_request(string cache)
    {
        await RunBeforeAsync(cache, "max-age=600, stale-if-error=60");
        Time.Advance(TimeSpan.FromSeconds(500));
        var updater = Restarted(cache);
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(updater));
        Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(600), TimeSpan.Zero, TimeSpan.FromSeconds(60)), updater.Current!.Lifetime);
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task The_options_of_the_restarted_process_apply_to_the_cached_payload()
    {
        await RunBeforeAsync("memory", "max-age=31536000, stale-while-revalidate=31536000", settings => settings with { TimeToLive = TimeSpan.FromSeconds(5), StaleWhileRevalidate = TimeSpan.FromSeconds(6) });
        async Task<CacheLifetime> LifetimeAsync(Func<PayloadUpdaterSettings, PayloadUpdaterSettings> configure)
        {
            var updater = Restarted("memory", configure);
            Assert.Equal(PayloadOrigin.Cache, (await StartAsync(updater)).Origin);
            return updater.Current!.Lifetime;
        }
        Assert.Equal(new(TimeSpan.FromDays(1), TimeSpan.FromDays(1)), await LifetimeAsync(settings => settings));
        Assert.Equal(new(TimeSpan.FromHours(1), TimeSpan.FromHours(1)), await LifetimeAsync(settings => settings with { MaxTimeToLive = TimeSpan.FromHours(1) }));
        Assert.Equal(new(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8)), await LifetimeAsync(settings => settings with { TimeToLive = TimeSpan.FromSeconds(7), StaleWhileRevalidate = TimeSpan.FromSeconds(8) }));
    }

    [Fact]
    public async Task An_entry_of_a_cache_that_stores_no_lifetime_has_the_default()
    {
        await RunBeforeAsync("own", "max-age=600");
        _own.Payload = _own.Payload! with { Lifetime = null };
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(Restarted("own")));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(Restarted("own")));
    }

    [Fact]
    public async Task A_304_without_a_lifetime_keeps_the_servers_and_one_with_a_lifetime_replaces_it()
    {
        Server.CacheControl = "max-age=2, stale-while-revalidate=3600";
        var updater = Restarted("own");
        await StartAsync(updater);
        Assert.Equal(new(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)), updater.Current!.Lifetime);

        Server.CacheControl = null;
        await ConfirmAsync(updater);
        Assert.Equal(new(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)), updater.Current!.Lifetime);

        Server.CacheControl = "max-age=30";
        await ConfirmAsync(updater);
        Assert.Equal(new(TimeSpan.FromSeconds(30), TimeSpan.Zero), updater.Current!.Lifetime);
        Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(30)), _own.Payload!.Lifetime); // at once: a restart starts by it

        (Server.CacheControl, Server.HasETags) = (null, false);
        await updater.RefreshAsync();
        Assert.Equal(new(TimeSpan.FromSeconds(60), TimeSpan.Zero), updater.Current!.Lifetime); // a whole answer
    }

    [Theory]
    [InlineData("no-cache")]
    [InlineData("private")]
    public async Task A_304_with_a_header_without_durations_replaces_the_servers(string header)
    {
        Server.CacheControl = "max-age=600, stale-while-revalidate=3600";
        var updater = Restarted("own");
        await StartAsync(updater);
        Server.CacheControl = header;
        await ConfirmAsync(updater);
        Assert.Equal(new(TimeSpan.FromSeconds(60), TimeSpan.Zero), updater.Current!.Lifetime); // of the options
        Assert.Equal(CacheLifetime.Unknown, _own.Payload!.Lifetime);
        Assert.NotNull(_own.Payload.Lifetime);
    }

    [Fact]
    public async Task A_304_without_a_header_still_forbids_storing()
    {
        Server.CacheControl = "no-store, max-age=2";
        var updater = Restarted("own");
        await StartAsync(updater);
        Server.CacheControl = null;
        await ConfirmAsync(updater);
        Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(2), TimeSpan.Zero, NoStore: true), updater.Current!.Lifetime);
        Assert.Null(_own.Payload);
    }

    [Theory]
    [InlineData("max-age=2", 2)]
    [InlineData("private", 60)]
    public async Task A_304_with_a_header_that_allows_storing_stores(string header, int seconds)
    {
        Server.CacheControl = "no-store, max-age=600";
        var updater = Restarted("own");
        await StartAsync(updater);
        Assert.Null(_own.Payload);
        Server.CacheControl = header;
        await ConfirmAsync(updater);
        Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(seconds), TimeSpan.Zero), updater.Current!.Lifetime);
        Assert.Equal(Payloads.Of("a"), Encoding.UTF8.GetString(_own.Payload!.Json.Span));
        Server.CacheControl = "no-store";
        await ConfirmAsync(updater);
        var stored = _own.Payload;
        Server.CacheControl = null;
        await ConfirmAsync(updater);
        Assert.Same(stored, _own.Payload);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task A_payload_that_the_server_sent_by_itself_keeps_the_servers_lifetime(string name)
    {
        Server.CacheControl = "max-age=600";
        var updater = Restarted("own");
        await StartAsync(updater);
        await updater.TakeAsync(Encoding.UTF8.GetBytes(Payloads.Of(name)), default);
        Assert.Equal((name, TimeSpan.FromSeconds(600)), (updater.Name(), updater.Current!.Lifetime.MaxAge));
        Assert.Equal(TimeSpan.FromSeconds(600), _own.Payload!.Lifetime?.MaxAge);
    }

    public static TheoryData<string> Caches => new(["directory", "memory", "own"]);

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private IPayloadCache CacheOf(string kind) => kind switch
    {
        "directory" => new FilePayloadCache(_directory),
        "memory" => new DistributedPayloadCache(_memory),
        _ => _own,
    };

    private async Task RunBeforeAsync(string cache, string cacheControl, Func<PayloadUpdaterSettings, PayloadUpdaterSettings>? configure = null)
    {
        Server.CacheControl = cacheControl;
        await using var before = PayloadUpdater.ForConnection(
            Server.Connection(), () => Client, (configure ?? (settings => settings))(Defaults(PayloadUpdateMode.Manual) with { Cache = CacheOf(cache) }));
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(before)).Origin);
    }

    private PayloadUpdater Restarted(string cache, Func<PayloadUpdaterSettings, PayloadUpdaterSettings>? configure = null) =>
        Updater(PayloadUpdateMode.Manual, settings => (configure ?? (same => same))(settings with { Cache = CacheOf(cache) }));

    /// <summary>Refreshes with the answer 304.</summary>
    private async Task ConfirmAsync(PayloadUpdater updater)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.NotNull(Server.Requests.Last().Header("If-None-Match"));
    }

    /// <summary>A cache that stores the record.</summary>
    private sealed class OwnCache : IPayloadCache
    {
        public CachedPayload? Payload { get; set; }

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => new(Payload);

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            Payload = payload;
            return default;
        }
    }
}
