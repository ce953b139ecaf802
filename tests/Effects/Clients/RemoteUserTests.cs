using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Users of a client that evaluates remotely: what is sent for them, when the server is asked again, and its stream.</summary>
public sealed class RemoteUserTests : ServerTest
{
    private int _version = 1;

    [Fact]
    public async Task A_changed_user_is_sent_whole_when_it_is_passed_to_UserAsync()
    {
        await using var client = Remote();
        var user = (await client.UserAsync(new Attributes { ["id"] = "ada", ["age"] = 26 }))
            .WithAttributes(new Attributes { ["plan"] = "pro" })
            .WithUrl("https://shop.example/?a=1")
            .WithForcedVariation("exp", 1)
            .WithForcedFeature("banner", "red")
            .With(context => context with { AttributeOverrides = new Attributes { ["age"] = 30 } });
        Assert.Single(Server.Requests);
        await client.UserAsync(user);
        Assert.Equal(
            """{"attributes":{"id":"ada","age":30,"plan":"pro"},"forcedVariations":{"exp":1},"forcedFeatures":[["banner","red"]],"url":"https://shop.example/?a=1"}""",
            Server.Requests.Last().Body);
    }

    [Fact]
    public async Task The_start_logs_that_the_server_evaluates_and_counts_no_features()
    {
        await using var client = Remote();
        Assert.Equal(new StartResult(PayloadOrigin.Remote), (await client.StartAsync(Timeout.InfiniteTimeSpan)).EnsurePayload());
        await client.UserAsync(Shop.Ada);
        Assert.Equal(
            ["features are evaluated remotely by the server, for each user; the client has no payload"],
            Log.GetSnapshot().Where(record => record.Level == LogLevel.Information).Select(record => record.Message));
    }

    public static TheoryData<string, Func<GrowthBookUser, GrowthBookUser>> Changes => new()
    {
        { "attributes", user => user.WithAttributes(new Attributes { ["plan"] = "pro" }) },
        { "URL", user => user.WithUrl("https://shop.example/") },
        { "forced variation", user => user.WithForcedVariation("exp", 1) },
        { "forced feature", user => user.WithForcedFeature("banner", "red") },
        { "override", user => user.With(context => context with { AttributeOverrides = new Attributes { ["age"] = 30 } }) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Each_change_of_the_request_asks_the_server_again(string change, Func<GrowthBookUser, GrowthBookUser> make)
    {
        await using var client = Remote();
        var before = await client.UserAsync(Shop.Ada);
        _version = 2;
        var changed = make(before);
        Assert.Equal(1, VersionOf(changed)); // the old answer
        var asked = await client.UserAsync(changed);
        Assert.True(VersionOf(asked) == 2, change);
        Assert.Equal((1, 2), (VersionOf(before), Server.Requests.Count));
    }

    [Fact]
    public async Task A_user_that_is_unchanged_shares_the_cached_answer()
    {
        await using var client = Remote();
        var user = await client.UserAsync(Shop.Ada);
        await client.UserAsync(user);
        await client.UserAsync(user.With(context => context with { QaMode = true }));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task An_evaluation_of_a_changed_user_is_logged_once()
    {
        await using var client = Remote();
        var user = await client.UserAsync(Shop.Ada);
        var changed = user.WithUrl("https://shop.example/");
        VersionOf(user);
        VersionOf(await client.UserAsync(changed));
        VersionOf(user.With(context => context with { QaMode = true }));
        client.UserWithoutLookup(Shop.Ada).WithUrl("https://shop.example/").IsOn("version");
        Assert.DoesNotContain(Log.GetSnapshot(), line => line.Id.Id == 405);
        for (var i = 0; i < 3; i++)
            Assert.Equal(1, VersionOf(changed.With(context => context with { QaMode = true })));
        Assert.Equal(LogLevel.Warning, Assert.Single(Log.GetSnapshot(), line => line.Id.Id == 405).Level);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Each_kind_of_evaluation_of_a_changed_user_is_logged(string change, Func<GrowthBookUser, GrowthBookUser> make)
    {
        Action<GrowthBookUser>[] evaluations =
        [
            user => user.IsOn("version"),
            user => user.Run(new Experiment("exp", 0, 1)),
            user => user.EvalPage(),
        ];
        foreach (var evaluate in evaluations)
        {
            Log.Clear();
            await using var client = Remote();
            evaluate(make(await client.UserAsync(Shop.Ada)));
            Assert.True(Log.GetSnapshot().Count(line => line.Id.Id == 405) == 1, change);
        }
    }

    [Fact]
    public async Task A_changed_user_keeps_its_answer_while_the_server_fails()
    {
        await using var client = Remote();
        var user = await client.UserAsync(Shop.Ada);
        Server.OnEvaluate = Faults.Status(503, "");
        Assert.Equal(1, VersionOf(await client.UserAsync(user.WithUrl("https://shop.example/"))));
    }

    [Fact]
    public async Task Without_remote_evaluation_UserAsync_gives_a_user_the_current_payload_and_its_assignments()
    {
        var services = Shop.Services("""{"features":{"version":{"defaultValue":1}}}""", Time) with { StickyBuckets = new InMemoryStickyBucketStore() };
        await using var client = await Shop.StartAsync(services);
        var user = client.UserWithoutLookup(Shop.Ada).WithForcedFeature("banner", "red");
        Assert.Null(user.Context.StickyBuckets);
        Shop.SourceOf(services).Set("""{"features":{"version":{"defaultValue":2}}}""");
        await client.RefreshAsync();
        var current = await client.UserAsync(user);
        Assert.Equal((1, 2), (VersionOf(user), VersionOf(current)));
        Assert.Equal("red", current.GetFeatureValue("banner", ""));
        Assert.NotNull(current.Context.StickyBuckets);
    }

    [Fact]
    public async Task A_user_of_another_client_is_an_error()
    {
        await using var one = await Shop.StartAsync();
        await using var other = await Shop.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>("user", () => other.UserAsync(one.User(Shop.Ada)).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>("user", () => other.UserAsync((GrowthBookUser)null!).AsTask());
    }

    [Theory]
    [InlineData("features-updated", "")]
    [InlineData("features", """{"features":{"version":{"defaultValue":99}}}""")]
    public async Task After_an_event_of_the_stream_the_next_UserAsync_asks_again(string name, string data)
    {
        await using var client = Remote(options => options.UpdateMode = PayloadUpdateMode.Streaming);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        await AskedAgainAsync(client); // events before the stream was open may be missed
        for (var i = 0; i < 3; i++)
            await client.UserAsync(Shop.Ada);
        Assert.Equal(2, Evaluations);

        _version = 2;
        await Server.SendAsync(name, data);
        await Eventually.TrueAsync(() => VersionOf(client.UserAsync(Shop.Ada).AsTask().Result) == 2, "the next answer");
        Assert.Equal(3, Evaluations);
        Assert.Equal(1, Server.StreamRequests);
    }

    [Fact]
    public async Task Events_in_a_loop_make_a_bounded_number_of_uses_requests()
    {
        await using var client = Remote(options => options.UpdateMode = PayloadUpdateMode.Streaming);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        for (var i = 0; i < 100; i++)
        {
            await Server.SendAsync("features-updated", "");
            await client.UserAsync(Shop.Ada);
        }
        Assert.InRange(Evaluations, 2, 1 + RefreshRate.Burst);
        _version = 2;
        await Eventually.TrueAsync(() => Time.Waits.Any(wait => wait > TimeSpan.Zero && wait <= 2 * RefreshRate.Interval), "the wait of a further event");
        Time.Advance(2 * RefreshRate.Interval);
        await Eventually.TrueAsync(() => VersionOf(client.UserAsync(Shop.Ada).AsTask().Result) == 2, "the answer after the last event");
    }

    [Fact]
    public async Task After_the_stream_broke_and_opened_again_the_server_is_asked_again()
    {
        await using var client = Remote(options => options.UpdateMode = PayloadUpdateMode.Streaming);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        await AskedAgainAsync(client);
        _version = 2;
        await Server.StopAsync();
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Down, "the end of the stream");
        await Server.RestartAsync();
        await Time.PassUntilAsync(() => client.Updater.StreamState == StreamState.Open, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => VersionOf(client.UserAsync(Shop.Ada).AsTask().Result) == 2, "the next answer");
    }

    [Fact]
    public async Task Without_an_offer_no_stream_is_opened_and_answers_expire()
    {
        await using var client = Remote(options => options.UpdateMode = PayloadUpdateMode.Streaming, offersStream: false);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.NotOffered, "the state of the stream");
        _version = 2;
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, VersionOf(await client.UserAsync(Shop.Ada)));
        Assert.Equal(0, Server.StreamRequests);
    }

    [Fact]
    public async Task A_stream_without_an_offer_is_opened_if_the_options_say_so()
    {
        await using var client = Remote(options => (options.UpdateMode, options.StreamWithoutOffer) = (PayloadUpdateMode.Streaming, true), offersStream: false);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
    }

    [Theory]
    [InlineData(PayloadUpdateMode.Manual)]
    [InlineData(PayloadUpdateMode.OnDemand)]
    [InlineData(PayloadUpdateMode.Polling)]
    public async Task Other_modes_open_no_stream(PayloadUpdateMode mode)
    {
        await using var client = Remote(options => options.UpdateMode = mode);
        await client.UserAsync(Shop.Ada);
        Assert.Equal(StreamState.Off, client.Updater.StreamState);
        Assert.Equal(0, Server.StreamRequests);
    }

    [Fact]
    public async Task Disposal_closes_the_stream()
    {
        var client = Remote(options => options.UpdateMode = PayloadUpdateMode.Streaming);
        await client.UserAsync(Shop.Ada);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1, "the stream");
        await client.DisposeAsync();
        Assert.Equal(StreamState.Off, client.Updater.StreamState);
        await Eventually.TrueAsync(() => Server.OpenStreams == 0, "the end of the stream");
    }

    [Fact]
    public async Task The_log_has_the_status_of_a_refusal_and_a_line_when_the_server_answers_again()
    {
        await using var client = Remote();
        Server.OnEvaluate = Faults.Status(403, """{"error":"forbidden for ada"}""");
        for (var i = 0; i < 5; i++)
            await client.UserAsync(new Attributes { ["id"] = "ada", ["n"] = i });
        Assert.Contains(LogLines(), line => line.EndsWith("the server responded with 403", StringComparison.Ordinal));
        Assert.DoesNotContain(LogLines(), line => line.Contains("ada", StringComparison.Ordinal));
        Time.Advance(TimeSpan.FromSeconds(90));
        Server.OnEvaluate = EvaluateAsync(true);
        await client.UserAsync(Shop.Ada);
        var line = Assert.Single(Log.GetSnapshot(), line => line.Id.Id == 404);
        Assert.Equal((LogLevel.Information, "remote evaluation works again after 90 s"), (line.Level, line.Message));
    }

    private int Evaluations => Server.Requests.Count(request => request.Path.StartsWith("/api/eval/", StringComparison.Ordinal));

    private static int VersionOf(GrowthBookUser user) => user.GetFeatureValue("version", 0);

    private async Task AskedAgainAsync(GrowthBookClient client) => await Eventually.TrueAsync(
        () => client.UserAsync(Shop.Ada).AsTask().IsCompletedSuccessfully && Evaluations == 2, "the request after the stream was opened");

    private Func<HttpContext, Task> EvaluateAsync(bool offersStream) => http =>
    {
        if (offersStream)
            http.Response.Headers["x-sse-support"] = "enabled";
        return http.Response.WriteAsync("{\"features\":{\"version\":{\"defaultValue\":" + _version + "}}}");
    };

    private GrowthBookClient Remote(Action<GrowthBookOptions>? configure = null, bool offersStream = true)
    {
        Server.OnEvaluate = EvaluateAsync(offersStream);
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        configure?.Invoke(options);
        return new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time, LoggerFactory = new CollectingLoggerFactory(Log) });
    }
}
