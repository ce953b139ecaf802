using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

public sealed class RemoteEvaluationTests : ServerTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Context User = new(Payload.Empty, new Attributes { ["id"] = "u-1", ["age"] = 26 });

    [Fact]
    public async Task The_request_has_attributes_overrides_and_url()
    {
        using var remote = Remote();
        var context = User with
        {
            AttributeOverrides = new Attributes { ["age"] = 30 },
            Url = "https://shop.example/?a=1",
            ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("exp", 1),
            ForcedFeatureValues = Value.Object.Empty.With("banner", "red"),
        };
        Assert.Equal(PayloadOrigin.Network, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(context)).Origin);
        var request = Assert.Single(Server.Requests);
        Assert.Equal(("POST", "/api/eval/" + FeatureServer.ClientKey), (request.Method, request.Path));
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Equal(
            """{"attributes":{"id":"u-1","age":30},"forcedVariations":{"exp":1},"forcedFeatures":[["banner","red"]],"url":"https://shop.example/?a=1"}""",
            request.Body);
    }

    [Fact]
    public async Task Local_evaluation_of_the_response_gives_value_and_exposures()
    {
        Server.OnEvaluate = Answer("""
            {"features":{"color":{"rules":[{"force":"red","tracks":[{
              "experiment":{"key":"exp","variations":["blue","red"]},
              "result":{"inExperiment":true,"variationId":1,"value":"red","hashAttribute":"id","hashValue":"u-1","key":"1"}}]}]}}}
            """);
        using var remote = Remote();
        var evaluated = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User));
        var (result, effects) = Evaluator.EvalFeature(User with { Payload = evaluated.Payload }, "color");
        Assert.Equal("red", result.ValueOr("none"));
        Assert.Equal("exp", Assert.Single(effects.OfType<Effect.ExperimentViewed>()).Experiment.Key);
    }

    [Fact]
    public async Task Users_with_equal_attributes_share_a_response_until_it_expires()
    {
        using var remote = Remote();
        await remote.EvaluateAsync(User);
        Time.Advance(TimeSpan.FromSeconds(59));
        var again = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User with { Payload = Payload.Empty }));
        Assert.Equal(PayloadOrigin.Cache, again.Origin);
        Assert.Single(Server.Requests);
        Time.Advance(TimeSpan.FromSeconds(1));
        await remote.EvaluateAsync(User);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task All_inputs_of_the_response_are_in_the_cache_key()
    {
        using var remote = Remote();
        Context[] users =
        [
            User,
            User with { Attributes = User.Attributes.With("id", "u-2") },
            User with { AttributeOverrides = new Attributes { ["age"] = 30 } },
            User with { Url = "https://shop.example/" },
            User with { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("exp", 1) },
            User with { ForcedFeatureValues = Value.Object.Empty.With("banner", true) },
        ];
        foreach (var user in users.Concat(users))
            await remote.EvaluateAsync(user);
        Assert.Equal(users.Length, Server.Requests.Count);
    }

    [Fact]
    public async Task Only_selected_attributes_are_in_the_cache_key()
    {
        using var remote = Remote(new RemoteEvaluationSettings { CacheKeyAttributes = ["id", "absent"] });
        await remote.EvaluateAsync(User);
        await remote.EvaluateAsync(User with { Attributes = User.Attributes.With("age", 99) });
        Assert.Single(Server.Requests);
        await remote.EvaluateAsync(User with { Attributes = User.Attributes.With("id", "u-2") });
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task The_cache_evicts_the_least_recently_used_response()
    {
        using var remote = Remote(new RemoteEvaluationSettings { MaxEntries = 2 });
        foreach (var id in new[] { "1", "2", "1", "3", "1" })
            await remote.EvaluateAsync(Id(id));
        Assert.Equal(3, Server.Requests.Count);
        await remote.EvaluateAsync(Id("2"));
        Assert.Equal(4, Server.Requests.Count);
    }

    [Fact]
    public async Task A_request_in_progress_is_shared_and_a_cancelled_caller_does_not_stop_it()
    {
        var release = Held();
        using var remote = Remote();
        using var leave = new CancellationTokenSource();
        var leaver = remote.EvaluateAsync(User, leave.Token).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => remote.EvaluateAsync(User).AsTask()).ToArray();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        release.SetResult();
        Assert.All(await Task.WhenAll(others), result => Assert.IsType<RemoteEvaluationResult.Evaluated>(result));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task After_a_failure_the_stale_response_is_used_and_others_do_not_wait()
    {
        using var remote = Remote();
        await remote.EvaluateAsync(User);
        await Server.StopAsync();
        Time.Advance(TimeSpan.FromHours(1));
        var stale = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User));
        Assert.Equal((PayloadOrigin.Stale, PayloadFailureReason.Unreachable), (stale.Origin, stale.Failure!.Reason));

        await Server.RestartAsync();
        Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(Id("another")));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(Id("another")));
    }

    [Fact]
    public async Task A_call_times_out_after_a_second_and_the_late_response_serves_the_next_call()
    {
        var release = Held();
        using var remote = Remote();
        var evaluation = remote.EvaluateAsync(User).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        await Time.PassAsync(Second);
        var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await evaluation);
        Assert.Equal(new PayloadFailure(PayloadFailureReason.Timeout, "no complete response within 1 s; the request continues"), failed.Failure);
        Assert.Equal(failed.Failure, remote.LastFailure);

        release.SetResult();
        await Eventually.TrueAsync(() => remote.LastFailure is null, "the late answer");
        Assert.Equal(PayloadOrigin.Cache, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User)).Origin);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_blocking_HTTP_handler_does_not_block_the_caller()
    {
        using var handler = new BlockingHandler();
        using var client = new HttpClient(handler);
        using var remote = new RemoteEvaluation(Server.Connection(), () => client, null, Time);
        var evaluation = remote.EvaluateAsync(User).AsTask();
        await Time.PassAsync(Second);
        Assert.IsType<RemoteEvaluationResult.Failed>(await evaluation);
        handler.Release.Set();
    }

    [Fact]
    public async Task While_the_server_hangs_a_response_of_any_age_is_used()
    {
        using var remote = Remote(new RemoteEvaluationSettings { Timeout = TimeSpan.FromSeconds(3) });
        await remote.EvaluateAsync(User);
        Server.OnEvaluate = Faults.SilentAsync;
        Time.Advance(TimeSpan.FromDays(3));
        var evaluation = remote.EvaluateAsync(User).AsTask();
        await Time.PassAsync(TimeSpan.FromSeconds(3));
        var stale = Assert.IsType<RemoteEvaluationResult.Evaluated>(await evaluation);
        Assert.Equal((PayloadOrigin.Stale, PayloadFailureReason.Timeout), (stale.Origin, stale.Failure!.Reason));
        Assert.Equal("a", Payloads.NameOf(stale.Payload));
    }

    [Fact]
    public async Task While_the_server_hangs_one_caller_at_a_time_waits()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        using var remote = Remote();
        var first = remote.EvaluateAsync(User).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        await Time.PassAsync(Second);
        Assert.IsType<RemoteEvaluationResult.Failed>(await first);
        await NobodyWaitsAsync(requests: 1);

        Time.Advance(Second); // the pause is over: the next call is the probe
        var second = remote.EvaluateAsync(Id("second")).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 2, "the second request");
        await NobodyWaitsAsync(requests: 2);
        Assert.False(second.IsCompleted);
        await Time.PassAsync(Second);
        Assert.IsType<RemoteEvaluationResult.Failed>(await second);
        await NobodyWaitsAsync(requests: 2);

        Server.OnEvaluate = Answer(Server.Payload);
        Time.Advance(Second);
        foreach (var id in new[] { "third", "fourth" })
            Assert.Equal(PayloadOrigin.Network, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(Id(id))).Origin);

        async Task NobodyWaitsAsync(int requests)
        {
            for (var i = 0; i < 20; i++)
                Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(Id($"other {i}")).AsTask().WaitAsync(TimeSpan.FromMinutes(2)));
            Assert.Equal(requests, Server.Requests.Count);
        }
    }

    [Fact]
    public async Task A_hanging_request_is_not_repeated_and_later_calls_do_not_wait()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        using var remote = Remote(new RemoteEvaluationSettings { PauseAfterFailure = TimeSpan.Zero });
        var first = remote.EvaluateAsync(User).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        await Time.PassAsync(Second);
        await first;
        for (var i = 0; i < 20; i++)
        {
            Time.Advance(Second);
            Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(User).AsTask().WaitAsync(TimeSpan.FromMinutes(2)));
        }
        Assert.Single(Server.Requests);
        await Time.PassUntilAsync(() => Time.Timers == 0, Second); // the request has its own time, 30 seconds
        Server.OnEvaluate = Answer(Server.Payload);
        await Eventually.TrueAsync(() => remote.EvaluateAsync(User).AsTask().Result is RemoteEvaluationResult.Evaluated, "the next request");
    }

    [Fact]
    public async Task A_failure_of_an_earlier_request_starts_no_pause_after_a_success()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        using var remote = Remote();
        var first = remote.EvaluateAsync(User).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        Server.OnEvaluate = Answer(Server.Payload);
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(Id("second")));
        await Time.PassUntilAsync(() => first.IsCompleted, Second);
        Assert.IsType<RemoteEvaluationResult.Failed>(await first);
        Assert.Null(remote.LastFailure);
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(Id("third")));
    }

    [Theory]
    [InlineData(408, null, 1)]
    [InlineData(429, "20", 20)]
    [InlineData(500, "0", 1)]
    [InlineData(502, "soon", 1)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "Fri, 02 Jan 2026 03:05:05 GMT", 60)]
    [InlineData(503, "Thu, 01 Jan 2026 03:05:05 GMT", 1)]
    [InlineData(504, "86400", 300)]
    public async Task Retry_After_extends_the_pause(int status, string? retryAfter, int seconds)
    {
        using var remote = Remote();
        Server.OnEvaluate = http =>
        {
            if (retryAfter is not null)
                http.Response.Headers.RetryAfter = retryAfter;
            return Faults.Status(status, "")(http);
        };
        for (var i = 0; i < 20; i++)
        {
            var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(i % 2 == 0 ? User : Id($"other {i}")));
            Assert.Equal(PayloadFailureReason.Refused, failed.Failure.Reason);
            Assert.StartsWith($"the server responded with {status}", failed.Failure.Message, StringComparison.Ordinal);
        }
        Assert.Single(Server.Requests);
        Server.OnEvaluate = Answer(Server.Payload);
        Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(User));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User));
        Assert.Null(remote.LastFailure);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_change_affects_neither_a_pause_nor_an_age(int hours)
    {
        using var remote = Remote();
        await remote.EvaluateAsync(User);
        Time.Jump(TimeSpan.FromHours(hours));
        Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.Equal(PayloadOrigin.Cache, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User)).Origin);
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(PayloadOrigin.Network, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User)).Origin);

        Server.OnEvaluate = Faults.Status(503, "");
        await remote.EvaluateAsync(Id("second"));
        Time.Jump(TimeSpan.FromHours(-hours));
        Server.OnEvaluate = Answer(Server.Payload);
        Time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(Id("second")));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(Id("second")));
    }

    [Theory]
    [InlineData("<html>502 Bad Gateway</html>")]
    [InlineData("{}")]
    [InlineData("""{"status":400,"error":"something went wrong"}""")]
    [InlineData("""{"status":200,"features":null}""")]
    [InlineData("""{"status":200,"features":{},"encryptedFeatures":"a.b"}""")]
    public async Task An_unusable_response_is_a_failure_and_the_cached_one_stays(string body)
    {
        using var remote = Remote();
        await remote.EvaluateAsync(User);
        Server.OnEvaluate = Answer(body);
        var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(Id("another")));
        Assert.Equal(PayloadFailureReason.Unusable, failed.Failure.Reason);
        Time.Advance(TimeSpan.FromMinutes(1));
        var stale = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User));
        Assert.Equal((PayloadOrigin.Stale, "a"), (stale.Origin, Payloads.NameOf(stale.Payload)));
    }

    [Fact]
    public async Task A_response_without_features_is_valid()
    {
        Server.OnEvaluate = Answer("""{"features":{}}""");
        using var remote = Remote();
        Assert.Equal(PayloadOrigin.Network, Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User)).Origin);
    }

    [Fact]
    public async Task Requests_above_a_limit_of_the_server_are_not_sent()
    {
        using var remote = Remote();
        var many = Enumerable.Range(0, 1001).ToArray();
        (Context Context, string Message)[] tooMuch =
        [
            (User with { Attributes = Attributes.From(many.Select(i => KeyValuePair.Create("a" + i, (Value)i))) },
                "the context has 1001 attributes, but remote evaluation accepts at most 1000; send fewer"),
            (User with { ForcedVariations = many.ToImmutableDictionary(i => "e" + i, i => i) },
                "the context has 1001 forced variations, but remote evaluation accepts at most 1000; send fewer"),
            (User with { ForcedFeatureValues = new Value.Object(many.Select(i => KeyValuePair.Create("f" + i, (Value)i))) },
                "the context has 1001 forced features, but remote evaluation accepts at most 1000; send fewer"),
            (User with { Attributes = User.Attributes.With("big", new string('x', 2 * 1024 * 1024)) },
                "the context takes 2097248 bytes of JSON, but remote evaluation accepts at most 2097152; send fewer attributes"),
        ];
        foreach (var (context, message) in tooMuch)
        {
            var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(context));
            Assert.Equal(new PayloadFailure(PayloadFailureReason.LimitExceeded, message), failed.Failure);
        }
        Assert.Empty(Server.Requests);
        var most = User with { Attributes = Attributes.From(many.Take(1000).Select(i => KeyValuePair.Create("a" + i, (Value)i))) };
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(most));
    }

    [Fact]
    public async Task An_unsent_request_is_not_the_probe_of_an_outage()
    {
        using var remote = Remote();
        Server.OnEvaluate = Faults.Status(503, "");
        await remote.EvaluateAsync(User);
        Server.OnEvaluate = Answer(Server.Payload);
        Time.Advance(Second);
        var tooMuch = User with { ForcedVariations = Enumerable.Range(0, 1001).ToImmutableDictionary(i => "e" + i, i => i) };
        Assert.Equal(PayloadFailureReason.LimitExceeded, Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(tooMuch)).Failure.Reason);
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User));
    }

    [Theory]
    [InlineData("https://cdn.growthbook.io")]
    [InlineData("https://GrowthBook.io")]
    public void GrowthBook_Cloud_is_rejected(string host)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new RemoteEvaluation(new SdkConnection("sdk-1") { ApiHost = host }, () => Client));
        Assert.StartsWith(
            "RemoteEvaluationSettings.ApiHost: must be the address of your own GrowthBook server or proxy for remote evaluation, was GrowthBook's cloud host",
            thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(new RemoteEvaluationSettings().ThrowIfInvalid(new SdkConnection("sdk-1") { ApiHost = "https://notgrowthbook.io" }));
    }

    [Fact]
    public void A_decryption_key_is_rejected()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new RemoteEvaluation(Server.Connection(Payloads.Key), () => Client));
        Assert.Equal("RemoteEvaluationSettings.DecryptionKey: must be empty with remote evaluation, whose responses are not encrypted, was a key", thrown.Message);
    }

    [Fact]
    public async Task Disposal_cancels_requests_in_progress()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        var remote = Remote();
        var evaluation = remote.EvaluateAsync(User).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        remote.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => evaluation);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => remote.EvaluateAsync(User).AsTask());
    }

    private sealed class BlockingHandler : HttpMessageHandler
    {
        public ManualResetEventSlim Release { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Release.Wait(CancellationToken.None);
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway));
        }
    }

    private static Context Id(string id) => User with { Attributes = new Attributes { ["id"] = id } };

    /// <summary>Lets the server respond when the task ends.</summary>
    private TaskCompletionSource Held()
    {
        var release = new TaskCompletionSource();
        Server.OnEvaluate = async http =>
        {
            await release.Task;
            await http.Response.WriteAsync(Server.Payload);
        };
        return release;
    }

    private static Func<HttpContext, Task> Answer(string json) => http => http.Response.WriteAsync(json);

    private RemoteEvaluation Remote(RemoteEvaluationSettings? options = null)
    {
        Server.OnEvaluate ??= http => http.Response.WriteAsync(Server.Payload);
        return new RemoteEvaluation(Server.Connection(), () => Client, options, Time);
    }
}
