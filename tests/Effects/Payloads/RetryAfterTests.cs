using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>The client asks the server no earlier than its <c>Retry-After</c>, at most five minutes.</summary>
public sealed class RetryAfterTests : ServerTest
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Polling_without_a_payload_waits(int status)
    {
        Server.OnFeatures = Busy(status, "90");
        var updater = Updater(PayloadUpdateMode.Polling);
        Assert.Equal(PayloadOrigin.Error, (await StartAsync(updater)).Origin);
        Server.OnFeatures = null;
        await Time.PassAsync(Wait);
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task Polling_waits_by_a_date_and_adds_jitter()
    {
        var until = (Time.GetUtcNow() + Wait).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Server.OnFeatures = Busy(503, until);
        var updater = Updater(PayloadUpdateMode.Polling, options => options with { Random = () => 0.5 });
        await StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromSeconds(94.5));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request");
    }

    [Theory]
    [InlineData("86400", 300)]
    [InlineData("-5", 1)]
    [InlineData("Fri, 01 Jan 2016 00:00:00 GMT", 1)]
    [InlineData("soon", 1)]
    public async Task A_wait_is_at_most_five_minutes_and_never_negative(string retryAfter, int seconds)
    {
        Server.OnFeatures = Busy(503, retryAfter);
        await StartAsync(Updater(PayloadUpdateMode.Polling));
        await Time.PassAsync(TimeSpan.FromSeconds(seconds));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request");
    }

    [Fact]
    public async Task On_demand_use_waits()
    {
        Server.OnFeatures = Busy(429, "90");
        var updater = Updater(PayloadUpdateMode.OnDemand, options => options with { TimeToLive = TimeSpan.FromSeconds(1) });
        await StartAsync(updater);
        Server.OnFeatures = null;
        Time.Advance(Wait - TimeSpan.FromSeconds(1));
        updater.EnsureFresh();
        Assert.Equal(1, Server.FeatureRequests);
        Time.Advance(TimeSpan.FromSeconds(1));
        updater.EnsureFresh();
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_refresh_meanwhile_has_the_failure_without_a_request_unless_it_is_forced()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        await StartAsync(updater);
        Server.OnFeatures = Busy(429, "90");
        var refused = Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync());
        Server.OnFeatures = null;
        Time.Advance(Wait - TimeSpan.FromTicks(1));
        var paused = Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync());
        Assert.Equal((refused.Failure.Reason, refused.Failure.Message), (paused.Failure.Reason, paused.Failure.Message));
        Assert.Equal((2, 1), (Server.FeatureRequests, updater.ConsecutiveFailures));
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync(force: true));
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
    }

    [Fact]
    public async Task The_wait_ends_after_its_time()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.OnFeatures = Busy(503, "90");
        await StartAsync(updater);
        Server.OnFeatures = null;
        Time.Advance(Wait);
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
    }

    [Fact]
    public async Task An_announced_change_is_fetched_after_the_wait()
    {
        Server.OffersStream = true;
        var stream = new PayloadStream(Server.Connection(), () => Client, TimeSpan.FromHours(1), Time);
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Stream = stream });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        Server.OnFeatures = Busy(429, "90");
        await updater.RefreshAsync();
        (Server.OnFeatures, Server.Payload) = (null, Payloads.Of("b"));
        await Server.SendAsync("features", Payloads.Of("streamed")); // says nothing about the pause
        await Eventually.TrueAsync(() => updater.Name() == "streamed", "the event");
        await Server.SendAsync("features-updated", "");
        await Time.PassAsync(Wait);
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload");
        Assert.Equal(4, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_stream_that_is_refused_is_opened_again_after_the_wait()
    {
        Server.OffersStream = true;
        Server.OnStreamRequest = Busy(503, "90");
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { PollingInterval = TimeSpan.FromDays(1) });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Down, "the refusal");
        Server.OnStreamRequest = null;
        await Time.PassAsync(Wait);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
    }

    private static Func<HttpContext, Task> Busy(int status, string retryAfter) => async http =>
    {
        http.Response.Headers.RetryAfter = retryAfter;
        await Faults.Status(status, "")(http);
    };
}
