using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Warehouse;

/// <summary>Events reach the ingestion API within its limits, and no accepted event is sent again.</summary>
public sealed class WarehouseSinkTests : IAsyncLifetime
{
    private const string ClientKey = "sdk-se&cret/1";
    private const string Secret = "jane@example.com";

    private readonly TestTime _time = new(SampleEffects.Start);
    private readonly FakeLogger _log = new();
    private IngestionServer _server = null!;

    public async Task InitializeAsync() => _server = await IngestionServer.Start();

    public async Task DisposeAsync()
    {
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => (line.Message + line.Exception).Contains("secret", StringComparison.Ordinal)
            || (line.Message + line.Exception).Contains("se%26cret", StringComparison.Ordinal)
            || (line.Message + line.Exception).Contains(Secret, StringComparison.Ordinal));
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_request_has_the_form_of_the_ingestion_api()
    {
        var user = new Context(Payload.Empty, new Attributes { ["id"] = Secret, ["n"] = 1e21 })
        {
            AttributeOverrides = new Attributes { ["plan"] = "pro" },
            Url = "https://shop.example/cart?a=1#b",
        };
        var exposure = new EffectEvent(SampleEffects.Exposure("e", Secret), user, SampleEffects.Start.ToOffset(TimeSpan.FromHours(2)).AddMilliseconds(7));
        _time.Advance(TimeSpan.FromSeconds(3));
        var purchase = SampleEffects.Event(new Effect.EventLogged("Purchase", new Value.Object([new("total", 12.5), new("item", "<ü>")])));
        await Sink().WriteAsync([exposure, Assigned(), SampleEffects.Event(4), purchase], default);
        var request = Assert.Single(_server.Requests);
        Assert.Equal(("POST", "/track", "?client_key=sdk-se%26cret%2F1", "application/json"), (request.Method, request.Path, request.Query, request.ContentType));
        Assert.Matches(@"^growthbook-dotnet/\d+\.\d+\.\d+$", request.UserAgent);
        var sdk = $"\"sdk_language\":\"dotnet\",\"sdk_version\":\"{request.UserAgent.Split('/')[1]}\"";
        Assert.Equal(
            $$$"""
            {"sentAt":"2026-02-03T04:05:09.000Z","events":[
            {"event_name":"Experiment Viewed","timestamp":"2026-02-03T04:05:06.007Z","properties":{"experimentId":"e","variationId":"v1","hashAttribute":"id","hashValue":"jane@example.com"},"attributes":{"id":"jane@example.com","n":1e+21,"plan":"pro"},"url":"https://shop.example/cart?a=1#b",{{{sdk}}}},
            {"event_name":"Feature Evaluated","timestamp":"2026-02-03T04:05:06.000Z","properties":{"feature":"f4","source":"defaultValue","value":4,"ruleId":"$default","variationId":""},"attributes":{"id":"1"},"url":"",{{{sdk}}}},
            {"event_name":"Purchase","timestamp":"2026-02-03T04:05:06.000Z","properties":{"total":12.5,"item":"<ü>"},"attributes":{"id":"1"},"url":"",{{{sdk}}}}]}
            """.ReplaceLineEndings(""),
            request.Body.GetRawText());
    }

    [Fact]
    public async Task Only_sticky_assignments_or_nothing_make_no_request()
    {
        await Sink().WriteAsync([Assigned()], default);
        await Sink().WriteAsync([], default);
        await Sink().WriteAsync(default, default);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_request_has_at_most_a_hundred_events_and_the_next_follows_after_a_second()
    {
        var writing = Sink().WriteAsync(Events(0, 250), default).AsTask();
        await Wait.Until(() => _server.Requests.Count == 1);
        await Wait.Until(() => _time.Waits.Contains(TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(0.99));
        Assert.Single(_server.Requests);
        await Wait.For(writing, _time, 0.01);
        var sent = _server.Requests.Select(request => request.Body.GetProperty("sentAt").GetDateTimeOffset()).ToArray();
        Assert.All(sent.Zip(sent.Skip(1), (before, after) => after - before), wait => Assert.True(wait >= TimeSpan.FromSeconds(1), $"waited {wait}"));
        Assert.Equal([100, 100, 50], _server.Requests.Select(request => request.Features.Count()));
        Assert.Equal(Names(0, 250), _server.Stored);
    }

    [Fact]
    public async Task The_limit_holds_between_batches_and_callers()
    {
        var sink = Sink();
        var writings = Enumerable.Range(0, 4).Select(i => Task.Run(() => sink.WriteAsync(Events(i, i + 1), default).AsTask())).ToArray();
        var started = _time.GetUtcNow();
        await Wait.For(Task.WhenAll(writings), _time, 0.05);
        Assert.True(_time.GetUtcNow() - started >= TimeSpan.FromSeconds(3));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task The_exception_names_only_the_unsent_events_of_a_batch()
    {
        _server.Answer = Status(1, 503);
        var batch = Events(0, 250).Insert(120, Assigned());
        var failure = await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(Sink().WriteAsync(batch, default).AsTask(), _time));
        Assert.Equal(batch.Where(e => e.Effect is Effect.FeatureEvaluated).Skip(100), failure.NotWritten.ToArray());
        Assert.Null(failure.RetryAfter);
        Assert.Contains("503", failure.InnerException!.Message);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task Through_a_writer_every_event_is_stored_once_despite_failures()
    {
        _server.Answer = async (number, http) =>
        {
            if (number % 3 != 1)
                return false;
            http.Response.StatusCode = number % 2 == 0 ? 500 : 429;
            await http.Response.WriteAsync(ClientKey + Secret);
            return true;
        };
        await using var writer = new BackgroundEffectWriter(
            Sink(), new() { BatchSize = 250, AttemptTimeout = TimeSpan.FromDays(1) }, null, _log, _time, () => 0.5);
        foreach (var effectEvent in Events(0, 1000))
            writer.Enqueue(effectEvent);
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Assert.Equal((1000, 0), (writer.Counts.Written, writer.Counts.Dropped));
        Assert.Equal(Names(0, 1000), _server.Stored);
        Assert.True(writer.Counts.FailedAttempts > 2);
        Assert.NotEqual(0, _log.Collector.Count);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Tue, 03 Feb 2026 04:07:06 GMT", 120)]
    [InlineData("Tue, 03 Feb 2026 04:00:00 GMT", null)]
    [InlineData("soon", null)]
    [InlineData("0", null)]
    [InlineData("999999999", 3600)]
    public async Task A_Retry_After_header_is_honoured(string retryAfter, int? seconds)
    {
        _server.Answer = (number, http) =>
        {
            http.Response.Headers.RetryAfter = retryAfter;
            return Status(0, 429)(number, http);
        };
        var sink = Sink();
        var failure = await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(sink.WriteAsync(Events(0, 1), default).AsTask()));
        Assert.Equal(seconds, (int?)failure.RetryAfter?.TotalSeconds);
        await Wait.For(sink.WriteAsync(Events(0, 1), default).AsTask(), _time, Math.Max(0.5, (seconds ?? 0) / 100));
        Assert.True(_time.GetUtcNow() - SampleEffects.Start >= TimeSpan.FromSeconds(seconds ?? 1));
        Assert.Equal(["f0"], _server.Stored);
    }

    [Fact]
    public async Task A_refusal_that_trying_again_will_not_help_is_an_error_in_the_log()
    {
        _server.Answer = (_, http) => Status(0, 400)(0, http);
        await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(Sink().WriteAsync(Events(0, 1), default).AsTask()));
        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal(2201, line.Id.Id);
        Assert.Contains("400", line.Message);
    }

    [Fact]
    public async Task Refusals_are_counted_and_logged_per_status()
    {
        int[] statuses = [403, 403, 403, 400, 403];
        _server.Answer = (number, http) => Status(number, statuses[number])(number, http);
        var sink = Sink();
        foreach (var _ in statuses)
            await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(sink.WriteAsync(Events(0, 1), default).AsTask(), _time));
        Assert.Equal(
            [("403", "1"), ("403", "2"), ("400", "1"), ("403", "4")],
            _log.Collector.GetSnapshot().Select(line => (line.GetStructuredStateValue("Status")!, line.GetStructuredStateValue("Total")!)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_a_client_that_gives_up_and_a_cancellation_name_all_events()
    {
        using (var closed = new HeldPort())
            await Fails<HttpRequestException>(Sink(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{closed.Number}")));
        var hangs = new TaskCompletionSource();
        _server.Answer = async (_, http) =>
        {
            await hangs.Task.WaitAsync(http.RequestAborted);
            return true;
        };
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(100) };
        await Fails<OperationCanceledException>(Sink(client: impatient));
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Fails<OperationCanceledException>(Sink(), end.Token);
        hangs.SetResult();

        static async Task Fails<T>(WarehouseSink sink, CancellationToken cancellationToken = default)
        {
            var batch = Events(0, 3);
            var failure = await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(sink.WriteAsync(batch, cancellationToken).AsTask()));
            Assert.Contains(Causes(failure), cause => cause is T);
            Assert.Equal(batch.ToArray(), failure.NotWritten.ToArray());
            Assert.DoesNotContain("secret", failure.ToString());
        }
    }

    [Fact]
    public async Task A_server_without_a_response_times_out()
    {
        _server.Answer = async (_, http) =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return true;
        };
        var writing = Sink(timeout: TimeSpan.FromSeconds(10)).WriteAsync(Events(0, 1), default).AsTask();
        await Wait.Until(() => _time.Waits.Contains(TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(writing.IsCompleted);
        var failure = await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(writing, _time));
        Assert.IsAssignableFrom<OperationCanceledException>(failure.InnerException!.InnerException);
        Assert.Equal($"no answer from the ingestion API at {_server.Address} within 10 s", FailureText.Of(failure, withMessages: false));
        Assert.Single(failure.NotWritten);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(413)]
    [InlineData(400)]
    public async Task The_log_of_a_writer_names_the_origin_and_the_status(int status)
    {
        _server.Answer = (_, http) => Status(0, status)(0, http);
        Assert.EndsWith($": the ingestion API at {_server.Address} answered with status {status}", await RefusedAsync(_server.Client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_writer_names_both_origins_of_a_redirect()
    {
        await using var other = await IngestionServer.Start();
        RedirectTo(other, 307);
        using var client = GrowthBookHttp.CreateClient();
        var redirect = $": the server at {_server.Address} redirected to another origin, {other.Address}";
        Assert.Contains(redirect + ";", await RefusedAsync(client), StringComparison.Ordinal);
        using var follows = new HttpClient();
        Assert.Contains(redirect + ", and the HTTP client followed;", await RefusedAsync(follows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_writer_names_the_origin_that_cannot_be_reached_and_the_reason_of_the_network()
    {
        using var closed = new HeldPort();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{closed.Number}");
        var refused = new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused).Message;
        Assert.Contains($": the ingestion API at {address} cannot be reached: {refused}", await RefusedAsync(_server.Client, address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_of_the_applications_http_handlers_are_not_logged()
    {
        using var ofRequest = new HttpClient(new Throwing(new HttpRequestException("for " + Secret)));
        Assert.EndsWith($": the ingestion API at {_server.Address} cannot be reached: System.Net.Http.HttpRequestException", await RefusedAsync(ofRequest), StringComparison.Ordinal);
        using var other = new HttpClient(new Throwing(new InvalidOperationException("for " + Secret)));
        Assert.EndsWith(": System.InvalidOperationException", await RefusedAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_writer_says_that_the_http_client_gave_up()
    {
        _server.Answer = async (_, http) =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return true;
        };
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(100) };
        Assert.EndsWith($": no answer from the ingestion API at {_server.Address} within the timeout of the HTTP client", await RefusedAsync(impatient), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exception_omits_events_sent_before_a_cancellation()
    {
        using var end = new CancellationTokenSource();
        var batch = Events(0, 150);
        var writing = Sink().WriteAsync(batch, end.Token).AsTask();
        await Wait.Until(() => _time.Waits.Contains(TimeSpan.FromSeconds(1))); // the first request is answered
        await end.CancelAsync();
        var failure = await Assert.ThrowsAsync<EffectWriteException>(() => Wait.For(writing));
        Assert.Equal(50, failure.NotWritten.Length);
        Assert.Equal(batch[^1], failure.NotWritten[^1]);
    }

    [Fact]
    public void Invalid_options_throw_with_the_mend_and_without_the_key()
    {
        var bad = new WarehouseOptions { ClientKey = " ", IngestorHost = "ftp://x", MaxEventsPerRequest = 101, MinInterval = TimeSpan.FromSeconds(0.9), RequestTimeout = TimeSpan.Zero };
        Assert.Equal(5, bad.Validate().Length);
        Assert.Contains("WarehouseOptions.IngestorHost: must be an http or https address", string.Join("; ", bad.Validate()));
        Assert.Equal(["WarehouseOptions.ClientKey: must be the client key of the SDK connection, was empty"], new WarehouseOptions().Validate().ToArray());
        Assert.Throws<ArgumentException>("options", () => new WarehouseSink(bad, () => _server.Client));
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>("options", () => new WarehouseSink(new() { ClientKey = ClientKey, IngestorHost = "x" }, () => _server.Client)).Message);
        Assert.Throws<ArgumentNullException>("options", () => new WarehouseSink(null!, () => _server.Client));
        Assert.Throws<ArgumentNullException>("client", () => new WarehouseSink(new() { ClientKey = "k" }, null!));
    }

    private static ImmutableArray<EffectEvent> Events(int from, int to) => [.. Enumerable.Range(from, to - from).Select(SampleEffects.Event)];

    private static IEnumerable<string> Names(int from, int to) => Enumerable.Range(from, to - from).Select(number => "f" + number);

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_origin_gets_no_events(int status)
    {
        await using var other = await IngestionServer.Start();
        RedirectTo(other, status);
        using var client = GrowthBookHttp.CreateClient();
        var thrown = await Assert.ThrowsAsync<EffectWriteException>(() => Sink(client: client).WriteAsync([SampleEffects.Event(1)], default).AsTask());
        Assert.Contains($"redirected to another origin, {other.Address};", thrown.InnerException!.Message, StringComparison.Ordinal);
        Assert.Single(thrown.NotWritten);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Events_that_the_applications_client_sent_to_another_origin_count_as_not_written()
    {
        await using var other = await IngestionServer.Start();
        RedirectTo(other, 307);
        using var follows = new HttpClient();
        var thrown = await Assert.ThrowsAsync<EffectWriteException>(() => Sink(client: follows).WriteAsync([SampleEffects.Event(1)], default).AsTask());
        Assert.Contains("and the HTTP client followed", thrown.InnerException!.Message, StringComparison.Ordinal);
        Assert.Single(thrown.NotWritten);
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }

    /// <summary>The line of a writer whose only attempt failed.</summary>
    private async Task<string> RefusedAsync(HttpClient client, string? address = null)
    {
        var log = new FakeLogger();
        await using var writer = new BackgroundEffectWriter(Sink(address, client), new() { MaxAttempts = 1, MaxBatchDelay = TimeSpan.Zero, SplitFailedBatches = false }, null, log);
        writer.Enqueue(SampleEffects.Event(1));
        await Wait.Until(() => writer.Counts.Dropped == 1);
        var line = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(2012, line.Id.Id);
        Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, line.Message, StringComparison.Ordinal);
        return line.Message;
    }

    private sealed class Throwing(Exception exception) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw exception;
    }

    private void RedirectTo(IngestionServer other, int status) => _server.Answer = (_, http) =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = other.Address + "/track";
        return Task.FromResult(true);
    };

    private static EffectEvent Assigned() => SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("e__0", "v"))));

    private static Func<int, HttpContext, Task<bool>> Status(int request, int status) => (number, http) =>
    {
        if (number == request)
            http.Response.StatusCode = status;
        return Task.FromResult(number == request);
    };

    private WarehouseSink Sink(string? address = null, HttpClient? client = null, TimeSpan? timeout = null) => new(
        new() { ClientKey = ClientKey, IngestorHost = (address ?? _server.Address) + "//", RequestTimeout = timeout ?? TimeSpan.FromDays(9) },
        () => client ?? _server.Client,
        _log,
        _time);
}
