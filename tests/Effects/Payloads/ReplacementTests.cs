using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

/// <summary>Dates order the answers of the server among themselves; between origins, the origin decides.</summary>
public sealed class ReplacementTests : ServerTest
{
    private const string Early = "2026-01-01T00:00:00Z";
    private const string Late = "2999-01-01T00:00:00Z";

    private readonly DistributedPayloadCache _cache = new(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));

    [Fact]
    public async Task The_server_replaces_an_initial_payload_with_a_later_date()
    {
        Server.Payload = Payloads.Of("served", Early);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = Shipped(Late) });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("served", updater.Name());
    }

    [Fact]
    public async Task The_stream_replaces_an_initial_payload_with_a_later_date()
    {
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { InitialSource = Shipped(Late), StreamWithoutOffer = true });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1, "the stream");
        await Server.SendAsync("features", Payloads.Of("streamed", Early));
        await Eventually.TrueAsync(() => updater.Name() == "streamed", "the payload of the event");
    }

    [Fact]
    public async Task A_cached_payload_replaces_an_initial_one_with_a_later_date()
    {
        await CacheAsync(Payloads.Of("cached", Early), TimeSpan.Zero);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache, InitialSource = Shipped(Late) });
        Assert.Equal(new StartResult(PayloadOrigin.Cache), await StartAsync(updater));
        Assert.Equal("cached", updater.Name());
    }

    [Fact]
    public async Task The_server_replaces_a_cached_payload_with_a_later_date()
    {
        await CacheAsync(Payloads.Of("cached", Late), TimeSpan.FromHours(-1));
        Server.Payload = Payloads.Of("served", Early);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("served", updater.Name());
        Assert.Equal(Server.Payload, Encoding.UTF8.GetString((await _cache.ReadAsync(Server.Connection().CacheKey, default))!.Json.Span));
    }

    [Fact]
    public async Task The_stream_replaces_a_cached_payload_with_a_later_date()
    {
        await CacheAsync(Payloads.Of("cached", Late), TimeSpan.Zero);
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = _cache, StreamWithoutOffer = true });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1, "the stream");
        await Server.SendAsync("features", Payloads.Of("streamed", Early));
        await Eventually.TrueAsync(() => updater.Name() == "streamed", "the payload of the event");
    }

    [Fact]
    public async Task A_cached_payload_that_was_confirmed_in_the_future_does_not_keep_a_start_from_asking()
    {
        await CacheAsync(Payloads.Of("cached", Late), TimeSpan.FromDays(1000));
        Server.Payload = Payloads.Of("served", Early);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("served", updater.Name());
        Assert.Contains(LogLines(), line => line.StartsWith("payload cache holds an entry that was confirmed at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_initial_payload_does_not_replace_one_that_a_refresh_before_the_start_loaded()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = Shipped(null) });
        await updater.RefreshAsync();
        var heard = new List<string?>();
        updater.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Equal("a", updater.Name());
        Assert.Empty(heard);
    }

    [Fact]
    public async Task An_equal_initial_payload_does_not_change_the_origin_of_one_that_was_loaded()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("a")) });
        await updater.RefreshAsync();
        Server.OnFeatures = Faults.Status(500, "");
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Equal(PayloadOrigin.Network, updater.Current!.Origin);
    }

    [Fact]
    public async Task A_source_of_the_application_may_go_back_to_an_older_date()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a", Late));
        var updater = Keep(new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual)));
        await StartAsync(updater);
        source.Set(Payloads.Of("back", Early));
        await Eventually.TrueAsync(() => updater.Name() == "back", "the older payload");
    }

    [Fact]
    public async Task An_answer_with_an_older_date_is_used_after_five_minutes_of_the_same_answer()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Manual);
        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
        Assert.Equal("late", updater.Name());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Equal("early", updater.Name());
        Assert.Null(updater.Held);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public async Task An_answer_with_an_older_date_is_used_after_the_delay_of_the_options(int seconds)
    {
        Server.Payload = Payloads.Of("late", Late);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { OlderPayloadDelay = TimeSpan.FromSeconds(seconds) });
        await StartAsync(updater);
        Server.Payload = Payloads.Of("early", Early);
        for (var waited = 0; waited < seconds; waited += 30)
        {
            Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
            Time.Advance(TimeSpan.FromSeconds(30));
        }
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
    }

    [Fact]
    public async Task An_answer_with_an_older_date_is_a_line_once_and_another_one_again()
    {
        var log = new FakeLogCollector();
        Server.Payload = Payloads.Of("late", Late);
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { LoggerFactory = new CollectingLoggerFactory(log) });
        await StartAsync(updater);
        foreach (var date in new[] { Early, Early, Early, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z" })
        {
            Server.Payload = Payloads.Of("early", date);
            Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
        }
        Assert.Equal(
            ["payload held: its date 2026-01-01T00:00:00Z is before 2999-01-01T00:00:00Z", "payload held: its date 2026-02-01T00:00:00Z is before 2999-01-01T00:00:00Z"],
            log.GetSnapshot().Where(line => line.Id.Id == 102).Select(line => line.Message[..line.Message.IndexOf(',', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task An_answer_with_an_older_date_is_used_at_once_by_a_forced_refresh()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Manual);
        Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync(force: false));
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync(force: true));
        Assert.Equal("early", updater.Name());
    }

    [Fact]
    public async Task A_forced_refresh_runs_after_the_refresh_in_progress()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Manual);
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await Server.AnswerFeaturesAsync(http);
        };
        var requests = Server.FeatureRequests;
        var plain = updater.RefreshAsync();
        await Eventually.TrueAsync(() => Server.FeatureRequests == requests + 1, "the request");
        var forced = updater.RefreshAsync(force: true);
        release.SetResult();
        Assert.IsType<RefreshResult.Older>(await plain);
        Assert.IsType<RefreshResult.Updated>(await forced);
    }

    [Fact]
    public async Task Forced_refreshes_during_a_refresh_share_the_next_one()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Manual);
        using var turns = new SemaphoreSlim(0);
        Server.OnFeatures = async http =>
        {
            await turns.WaitAsync();
            await Server.AnswerFeaturesAsync(http);
        };
        var before = Server.FeatureRequests;
        var first = updater.RefreshAsync(force: true);
        using var leave = new CancellationTokenSource();
        var leaver = updater.RefreshAsync(force: true, leave.Token);
        var others = Enumerable.Range(0, 10).Select(_ => updater.RefreshAsync(force: true)).ToArray();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        turns.Release();
        Assert.IsType<RefreshResult.Updated>(await first);
        Server.Payload = Payloads.Of("earliest", "2020-01-01T00:00:00Z");
        turns.Release(20);
        Assert.All(await Task.WhenAll(others), result => Assert.Equal("earliest", Payloads.NameOf(Assert.IsType<RefreshResult.Updated>(result).Snapshot)));
        Assert.Equal(before + 2, Server.FeatureRequests);
        await updater.RefreshAsync(force: true);
        Assert.Equal(before + 3, Server.FeatureRequests);
    }

    [Fact]
    public async Task Only_the_next_refresh_is_forced()
    {
        Server.Payload = Payloads.Of("late", Late);
        var updater = Updater(PayloadUpdateMode.Manual);
        await StartAsync(updater);
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync(force: true));
        Server.Payload = Payloads.Of("early", Early);
        Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
    }

    [Fact]
    public async Task A_confirmation_of_the_later_payload_ends_the_hold()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Manual);
        Server.Payload = Payloads.Of("late", Late);
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.Null(updater.Held);
        Time.Advance(TimeSpan.FromMinutes(5));
        Server.Payload = Payloads.Of("early", Early);
        Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
    }

    [Fact]
    public async Task Polling_asks_when_the_hold_ends_although_its_interval_is_longer()
    {
        var updater = await HoldingAsync(PayloadUpdateMode.Polling);
        await Time.PassAsync(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(() => updater.Name() == "early", "the answer that the server kept to");
    }

    [Fact]
    public async Task On_demand_use_asks_when_the_hold_ends()
    {
        Server.Payload = Payloads.Of("late", Late);
        var updater = Updater(PayloadUpdateMode.OnDemand, options => options with { TimeToLive = TimeSpan.FromHours(1) });
        await StartAsync(updater);
        Time.Advance(TimeSpan.FromHours(2));
        Server.Payload = Payloads.Of("early", Early);
        updater.EnsureFresh();
        await Eventually.TrueAsync(() => updater.Held is not null, "the hold");
        Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(
            () =>
            {
                updater.EnsureFresh();
                return updater.Name() == "early";
            },
            "the answer that the server kept to");
    }

    [Fact]
    public async Task A_streamed_payload_with_an_older_date_is_used_after_five_minutes_while_the_stream_stays_open()
    {
        Server.OffersStream = true;
        Server.Payload = Payloads.Of("late", Late);
        var stream = new PayloadStream(Server.Connection(), () => Client, TimeSpan.FromHours(1), Time);
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Stream = stream });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        Server.Payload = Payloads.Of("early", Early);
        await Server.SendAsync("features", Server.Payload);
        await Eventually.TrueAsync(() => updater.Held is not null, "the hold");
        Assert.Equal("late", updater.Name());
        await Time.PassAsync(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(() => updater.Name() == "early", "the answer that the server kept to");
        Assert.Equal(1, Server.StreamRequests);
    }

    [Fact]
    public async Task A_304_for_the_payload_of_the_request_does_not_confirm_one_that_was_streamed_meanwhile()
    {
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming);
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await Server.AnswerFeaturesAsync(http);
        };
        Server.CacheControl = "max-age=1000";
        var refresh = updater.RefreshAsync();
        await Eventually.TrueAsync(() => Server.FeatureRequests == 3, "the request");
        await Server.SendAsync("features", Payloads.Of("streamed"));
        await Eventually.TrueAsync(() => updater.Name() == "streamed", "the payload of the event");
        var streamed = updater.Current;
        release.SetResult();
        Assert.Same(streamed, Assert.IsType<RefreshResult.Unchanged>(await refresh).Snapshot);
        Assert.Same(streamed, updater.Current);
        Assert.Null(streamed!.ETag);
    }

    /// <summary>An updater with a payload of the server, whose present answer has an older date and is held.</summary>
    private async Task<PayloadUpdater> HoldingAsync(PayloadUpdateMode mode)
    {
        Server.Payload = Payloads.Of("late", Late);
        var updater = Updater(mode, options => options with { PollingInterval = TimeSpan.FromDays(1) });
        await StartAsync(updater);
        Server.Payload = Payloads.Of("early", Early);
        Assert.IsType<RefreshResult.Older>(await updater.RefreshAsync());
        return updater;
    }

    private Task CacheAsync(string json, TimeSpan age) =>
        _cache.WriteAsync(Server.Connection().CacheKey, new CachedPayload(Encoding.UTF8.GetBytes(json), Time.GetUtcNow() + age), default).AsTask();

    private static InMemoryPayloadSource Shipped(string? dateUpdated) => new(Payloads.Of("shipped", dateUpdated));
}
