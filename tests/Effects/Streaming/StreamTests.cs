using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

public sealed class StreamTests : ServerTest
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stream_is_opened_after_the_servers_offer()
    {
        await OpenAsync();
        var request = Server.Requests.First(request => request.Path.StartsWith("/sub/", StringComparison.Ordinal));
        Assert.Equal(("GET", "/sub/" + FeatureServer.ClientKey), (request.Method, request.Path));
        Assert.Equal("text/event-stream", request.Header("Accept"));
        Assert.StartsWith("growthbook-dotnet/", request.Header("User-Agent"), StringComparison.Ordinal);
        Assert.Equal([StreamState.Connecting, StreamState.Open], Subscriber.States);
    }

    [Fact]
    public async Task Without_an_offer_the_updater_polls()
    {
        var updater = Updater(PayloadUpdateMode.Streaming);
        await StartAsync(updater);
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.NotOffered, "the missing offer");
        Server.Payload = Payloads.Of("b");
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => updater.Name() == "b", "the poll");
        Assert.Equal(0, Server.StreamRequests);
        Server.OffersStream = true;
        await Time.PassAsync(Interval);
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => !Time.Waits.Contains(Interval), "the end of the polling");
    }

    [Fact]
    public async Task A_stream_can_be_opened_without_an_offer_and_on_another_host()
    {
        await using var streaming = await FeatureServer.StartAsync();
        var connection = Server.Connection() with { StreamingHost = streaming.Url + "/", StreamingHeaders = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("X-Stream", "yes") };
        var updater = Keep(PayloadUpdater.ForConnection(connection, () => Client, Defaults(PayloadUpdateMode.Streaming) with { StreamWithoutOffer = true }));
        await StartAsync(updater);
        await UntilAsync(updater, StreamState.Open);
        Assert.Equal("yes", Assert.Single(streaming.Requests).Header("X-Stream"));
        Assert.Equal(0, Server.StreamRequests);
        await updater.DisposeAsync();
    }

    [Fact]
    public async Task The_event_features_delivers_a_payload()
    {
        var updater = await OpenAsync();
        await Server.SendAsync("features", Payloads.Of("b"));
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload of the event");
        Assert.Equal((PayloadOrigin.Network, Time.GetUtcNow()), (updater.Current!.Origin, updater.Current.FetchedAt));
    }

    [Fact]
    public async Task The_event_features_may_be_encrypted()
    {
        Server.Payload = Payloads.Encrypted("a");
        var updater = await OpenAsync(Payloads.Key);
        await Server.SendAsync("features", Payloads.Encrypted("b"));
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload of the event");
    }

    [Fact]
    public async Task The_event_features_updated_causes_a_fetch()
    {
        var updater = await OpenAsync();
        Server.Payload = Payloads.Of("b");
        await Server.SendAsync("features-updated", "");
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload");
    }

    [Fact]
    public async Task A_change_during_a_fetch_causes_another_fetch_and_no_event_is_undone()
    {
        var updater = await OpenAsync();
        var heard = new List<string?>();
        updater.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        var release = new TaskCompletionSource();
        var old = Payloads.Of("overtaken");
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await http.Response.WriteAsync(old);
        };
        var requests = Server.FeatureRequests;
        await Server.SendAsync("features-updated", "");
        await Eventually.TrueAsync(() => Server.FeatureRequests == requests + 1, "the fetch");
        Server.Payload = Payloads.Of("b");
        await Server.SendAsync("features-updated", "");
        await Server.SendAsync("features", Payloads.Of("marker"));
        await Eventually.TrueAsync(() => updater.Name() == "marker", "the events being read");
        Server.OnFeatures = null;
        release.SetResult();
        await Eventually.TrueAsync(() => updater.Name() == "b", "the second fetch");
        Assert.Equal(["marker", "b"], heard);
    }

    [Fact]
    public async Task Other_events_and_garbage_are_ignored()
    {
        var updater = await OpenAsync();
        var before = updater.Current;
        await Server.SendAsync("something-else", Payloads.Of("b"));
        await Server.SendAsync("features", "{\"features\":");
        await Server.SendAsync("features", "");
        await Server.WriteAsync("garbage: without meaning\n:comment\n\r\rdata\n\nid\n\u0000\u0001\n\n");
        await Server.SendAsync("features", Payloads.Of("c"));
        await Eventually.TrueAsync(() => updater.Name() == "c", "the payload after the malformed event");
        Assert.Equal(StreamState.Open, updater.StreamState);
        Assert.Equal(1, Server.StreamRequests);
        Assert.NotSame(before, updater.Current);
        Assert.Equal(2, Subscriber.Results.Count(result => result is RefreshResult.Failed { Failure.Reason: PayloadFailureReason.Unusable }));
    }

    [Fact]
    public async Task A_stream_reconnects_after_the_servers_retry_time_and_misses_nothing()
    {
        var ends = 0;
        Server.OnStream = stream => Interlocked.Increment(ref ends) == 1 ? Task.CompletedTask : stream.StayOpenAsync();
        Server.StreamRetry = "4000";
        var updater = await StreamingAsync();
        await UntilAsync(updater, StreamState.Reconnecting);
        Server.Payload = Payloads.Of("missed");
        await Time.PassAsync(TimeSpan.FromSeconds(4));
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => updater.Name() == "missed", "the missed payload");
        Assert.DoesNotContain(StreamState.Down, Subscriber.States);
        Assert.DoesNotContain(Interval, Time.Waits);
        Assert.DoesNotContain(Log.GetSnapshot(), record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task A_stream_that_ends_immediately_is_no_error_and_reconnects_with_waits()
    {
        Server.OnStream = _ => Task.CompletedTask;
        Server.StreamRetry = "0";
        var updater = await StreamingAsync();
        for (var i = 1; i <= 10; i++)
        {
            await UntilAsync(updater, StreamState.Reconnecting);
            await Eventually.TrueAsync(() => Server.StreamRequests == i && Time.Waits.Contains(TimeSpan.FromSeconds(1)), $"stream {i}");
            Time.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Equal(i, Server.StreamRequests);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.DoesNotContain(StreamState.Down, Subscriber.States);
    }

    [Fact]
    public async Task A_silent_stream_reconnects_after_two_missed_pings()
    {
        var updater = await OpenAsync();
        await Eventually.TrueAsync(() => Time.Waits.Contains(TimeSpan.FromSeconds(75)), "the watch over silence");
        Time.Advance(TimeSpan.FromSeconds(74));
        await Server.WriteAsync("data: \n\n");
        await Server.SendAsync("features", Payloads.Of("after the ping"));
        await Eventually.TrueAsync(() => updater.Name() == "after the ping", "the ping");
        Time.Advance(TimeSpan.FromSeconds(74));
        Assert.Equal(StreamState.Open, updater.StreamState);
        Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(updater, StreamState.Down);
        Assert.Contains(LogLines(), line => line.Contains("no byte arrived for 75 s", StringComparison.Ordinal));
        await Time.PassAsync(Retry);
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1, "the end of the silent stream");
    }

    [Fact]
    public async Task An_endless_event_is_a_failure()
    {
        Server.OffersStream = true;
        Server.OnStream = async stream =>
        {
            await stream.WriteAsync("event: features\n");
            while (true)
                await stream.WriteAsync("data: " + new string('x', 1000) + "\n");
        };
        var updater = Keep(PayloadUpdater.ForConnection(Server.Connection() with { MaxPayloadBytes = 100_000 }, () => Client, Defaults(PayloadUpdateMode.Streaming)));
        await StartAsync(updater);
        await UntilAsync(updater, StreamState.Down);
        Assert.Contains(LogLines(), line => line.Contains("an event is larger than 100000 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_size_limit_applies_to_each_event()
    {
        Server.OffersStream = true;
        var updater = Keep(PayloadUpdater.ForConnection(Server.Connection() with { MaxPayloadBytes = 2000 }, () => Client, Defaults(PayloadUpdateMode.Streaming)));
        await StartAsync(updater);
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        for (var i = 0; i < 10; i++)
            await Server.WriteAsync("event: features\r\ndata: " + Payloads.Of("n" + i + new string('x', 1000)) + "\r\n\r\n");
        await Time.PassAsync(RefreshRate.Interval);
        await Eventually.TrueAsync(() => updater.Name()!.StartsWith("n9", StringComparison.Ordinal), "the last event");
        Assert.Equal(1, Server.StreamRequests);
    }

    [Fact]
    public async Task Errors_back_off_after_the_third_and_polling_continues_until_the_stream_opens()
    {
        Server.OnStreamRequest = Faults.Status(500, "");
        var updater = await StreamingAsync();
        await UntilAsync(updater, StreamState.Down);
        Server.Payload = Payloads.Of("polled");
        // min(1 s * 3^(errors - 3), 300 s) after more than three errors; the server's time before.
        var waits = new[] { 10, 10, 10, 3, 9, 27 };
        for (var i = 0; i < waits.Length; i++)
        {
            await Eventually.TrueAsync(() => Server.StreamRequests == i + 1, $"request {i + 1}");
            await Time.PassAsync(TimeSpan.FromSeconds(waits[i]));
        }
        await Eventually.TrueAsync(() => updater.Name() == "polled", "the poll while the stream is down");
        await Eventually.TrueAsync(() => Server.StreamRequests == 7 && Time.Waits.Contains(TimeSpan.FromSeconds(81)), "request 7");
        Server.OnStreamRequest = null;
        Time.Advance(TimeSpan.FromSeconds(81));
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => Time.Waits.SequenceEqual([TimeSpan.FromSeconds(75)]), () => $"only the watch over silence among [{string.Join(", ", Time.Waits)}]");
    }

    [Fact]
    public async Task The_servers_retry_time_stays_in_effect_while_it_is_unreachable()
    {
        Server.StreamRetry = "4000";
        var updater = await OpenAsync();
        await Server.StopAsync();
        await UntilAsync(updater, StreamState.Down);
        await Time.PassAsync(TimeSpan.FromSeconds(4));
        await Eventually.TrueAsync(() => Time.Waits.Contains(TimeSpan.FromSeconds(4)), "the wait after a failed attempt");
        await Server.RestartAsync();
        Time.Advance(TimeSpan.FromSeconds(4));
        await UntilAsync(updater, StreamState.Open);
    }

    [Fact]
    public async Task The_wait_after_errors_ends_at_300_seconds_with_jitter()
    {
        Server.OnStreamRequest = Faults.Status(500, "");
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Random = () => 0.5, PollingInterval = TimeSpan.FromDays(1) });
        await StartAsync(updater);
        foreach (var seconds in new[] { 11.25, 11.25, 11.25, 4.5, 13.5, 40.5, 121.5, 300, 300 })
            await Time.PassAsync(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task An_unknown_key_is_reported_and_retried_slowly()
    {
        Server.OnStreamRequest = Faults.Status(400, """{"status":400,"error":"Invalid API Key"}""", isUnrecoverable: true);
        var updater = await StreamingAsync();
        await UntilAsync(updater, StreamState.Down);
        await Eventually.TrueAsync(() => Time.Waits.Contains(TimeSpan.FromSeconds(300)), "the long wait");
        Assert.Contains(LogLines(), line => line.Contains($": the server responded with 400: `Invalid API Key`; check ClientKey and the host of {Server.Url}/sub/***", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_response_that_is_no_stream_is_an_error()
    {
        Server.OnStreamRequest = Faults.GarbageAsync;
        var updater = await StreamingAsync();
        await UntilAsync(updater, StreamState.Down);
        Assert.Contains(LogLines(), line => line.Contains("instead of `text/event-stream`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_stream_is_an_error_and_reconnects()
    {
        var streams = 0;
        Server.OnStream = async stream =>
        {
            if (Interlocked.Increment(ref streams) > 1)
                await stream.StayOpenAsync();
            stream.Abort();
        };
        var updater = await StreamingAsync();
        await UntilAsync(updater, StreamState.Down);
        await Time.PassAsync(Retry);
        await UntilAsync(updater, StreamState.Open);
    }

    [Fact]
    public async Task After_a_stream_breaks_one_conditional_request_follows_at_once()
    {
        var release = new TaskCompletionSource();
        Server.OnStream = async stream =>
        {
            await release.Task;
            stream.Abort();
        };
        var updater = await OpenAsync();
        Server.OnStreamRequest = Faults.Status(500, "");
        release.SetResult();
        await UntilAsync(updater, StreamState.Down);
        await Eventually.TrueAsync(() => Subscriber.Results.Count == 3, "the request");
        Assert.IsType<RefreshResult.Unchanged>(Subscriber.Results[2]);
        Assert.Equal(updater.Current!.ETag, Server.Requests.Last(request => request.Path.StartsWith("/api/", StringComparison.Ordinal)).Header("If-None-Match"));
        for (var i = 1; i <= 3; i++)
        {
            await Time.PassAsync(Retry); // the stream is refused, and was not open: no further request
            await Eventually.TrueAsync(() => Server.StreamRequests == 1 + i, "the next attempt");
        }
        Assert.Equal(3, Server.FeatureRequests);
    }

    [Theory]
    [InlineData("4000", 0.0, 4000)]
    [InlineData("4000", 0.5, 2500)]
    [InlineData("4000", 0.999, 1003)]
    [InlineData("0", 0.5, 1000)]
    public async Task The_pause_after_a_planned_end_lies_between_a_second_and_the_servers_retry_time(string retry, double random, int milliseconds)
    {
        var ends = 0;
        Server.OnStream = stream => Interlocked.Increment(ref ends) == 1 ? Task.CompletedTask : stream.StayOpenAsync();
        Server.StreamRetry = retry;
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Random = () => random });
        await StartAsync(updater);
        await UntilAsync(updater, StreamState.Reconnecting);
        await Time.PassAsync(TimeSpan.FromMilliseconds(milliseconds));
        await UntilAsync(updater, StreamState.Open);
    }

    [Fact]
    public async Task Normal_ends_of_streams_are_logged_at_debug_level()
    {
        var (streams, next) = (0, new SemaphoreSlim(0));
        Server.OnStream = async stream =>
        {
            Interlocked.Increment(ref streams);
            await next.WaitAsync(stream.Left);
        };
        var updater = await OpenAsync();
        for (var i = 1; i <= 3; i++)
        {
            next.Release();
            await Time.PassAsync(Retry);
            await Eventually.TrueAsync(() => Volatile.Read(ref streams) == i + 1 && updater.StreamState == StreamState.Open, "the next stream");
        }
        var levels = Log.GetSnapshot().Where(record => record.Category == "GrowthBook.Streaming").Select(record => (record.Level, record.Message));
        Assert.Equal([(Microsoft.Extensions.Logging.LogLevel.Information, "stream of changes opened")], levels.Where(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Debug));
        Assert.Equal(3, levels.Count(line => line.Message == "stream of changes opened again"));
    }

    [Fact]
    public async Task A_start_that_was_refused_for_good_asks_once()
    {
        Server.OnFeatures = Faults.Status(400, "", isUnrecoverable: true);
        var updater = Updater(PayloadUpdateMode.Streaming);
        Assert.Equal(PayloadOrigin.Error, (await StartAsync(updater)).Origin);
        await UntilAsync(updater, StreamState.NotOffered);
        await Eventually.TrueAsync(() => Time.Waits.Contains(TimeSpan.FromSeconds(300)), "the slow poll");
        Assert.Single(Server.Requests);
        Server.OnFeatures = null;
        Server.OffersStream = true;
        Time.Advance(TimeSpan.FromSeconds(300));
        await UntilAsync(updater, StreamState.Open);
    }

    [Fact]
    public async Task A_restarted_server_delivers_its_new_payload()
    {
        var updater = await OpenAsync();
        await Server.StopAsync();
        await UntilAsync(updater, StreamState.Down);
        Assert.Equal("a", updater.Name());
        Server.Payload = Payloads.Of("after the restart");
        await Server.RestartAsync();
        await Time.PassUntilAsync(() => updater.StreamState == StreamState.Open, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => updater.Name() == "after the restart", "the new payload");
    }

    private async Task<PayloadUpdater> StreamingAsync(string? decryptionKey = null)
    {
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming, decryptionKey: decryptionKey);
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        return updater;
    }

    /// <summary>An updater whose stream is open and has caught up.</summary>
    private async Task<PayloadUpdater> OpenAsync(string? decryptionKey = null)
    {
        var updater = await StreamingAsync(decryptionKey);
        await UntilAsync(updater, StreamState.Open);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        return updater;
    }

    private static Task UntilAsync(PayloadUpdater updater, StreamState state) =>
        Eventually.TrueAsync(() => updater.StreamState == state, () => $"the stream being {state}; it is {updater.StreamState}");
}
