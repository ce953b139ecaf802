using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Clients of a server that are configured by options only, and remote evaluation.</summary>
public sealed class ServerClientTests : ServerTest
{
    private const string Evaluated = """
        {"features":{
          "layout":{"rules":[{"force":"new","tracks":[{
            "experiment":{"key":"layout-test","variations":["old","new"]},
            "result":{"key":"1","variationId":1,"value":"new","inExperiment":true,"hashUsed":true,"hashAttribute":"id","hashValue":"ada","featureId":"layout","bucket":0.5}}]}]},
          "color":{"defaultValue":"red"}}}
        """;

    private string Directory { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public async Task A_client_needs_no_more_than_a_key_and_a_host()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url + "/" });
        Assert.Empty(Server.Requests);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("a", client.User(Shop.Ada).GetFeatureValue("name", ""));
    }

    [Fact]
    public async Task A_client_that_is_not_started_logs_that_once()
    {
        await using var client = New();
        Assert.Equal("none", client.User(Shop.Ada).GetFeatureValue("name", "none"));
        client.User(Shop.Ada);
        Assert.Single(Log.GetSnapshot(), line => line.Id.Id == 403 && line.Level == LogLevel.Warning);
        await using var started = New();
        var start = started.StartAsync(Timeout.InfiniteTimeSpan);
        started.User(Shop.Ada);
        started.User(Shop.Ada);
        await start;
        started.User(Shop.Ada);
        Assert.Single(Log.GetSnapshot(), line => line.Id.Id == 403);
        Assert.Single(Log.GetSnapshot(), line => line.Id.Id == 407 && line.Level == LogLevel.Warning && line.Message.Contains("set StartTimeout", StringComparison.Ordinal));
        Assert.Empty(Server.Requests.Skip(1));
    }

    [Fact]
    public async Task Headers_reach_the_server()
    {
        await using var client = New(options => options.Headers["X-Proxy"] = "in");
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("in", Server.Requests.Single().Header("X-Proxy"));
    }

    [Fact]
    public async Task An_encrypted_payload_is_read_with_the_key_of_the_options()
    {
        Server.Payload = Payloads.Encrypted("secret");
        await using var client = New(options => options.DecryptionKey = Payloads.Key);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("secret", client.User(Shop.Ada).GetFeatureValue("name", ""));
    }

    [Fact]
    public async Task A_stream_brings_changes_at_once()
    {
        Server.OffersStream = true;
        Server.Payload = Payloads.Of("a", "2026-01-01T00:00:00Z");
        await using var client = New(options => options.UpdateMode = PayloadUpdateMode.Streaming);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        // Newer than the response to the refresh that follows an opened stream, in whichever order they arrive.
        await Server.SendAsync("features", Payloads.Of("streamed", "2026-01-02T00:00:00Z"));
        await Eventually.TrueAsync(() => client.User(Shop.Ada).GetFeatureValue("name", "") == "streamed", "the payload of the stream");
    }

    [Fact]
    public async Task A_user_past_the_time_to_live_begins_a_refresh_and_does_not_wait_for_it()
    {
        await using var client = New(options => options.UpdateMode = PayloadUpdateMode.OnDemand);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.OnFeatures = async http =>
        {
            await mayAnswer.Task.WaitAsync(http.RequestAborted);
            await Server.AnswerFeaturesAsync(http);
        };
        Server.Payload = Payloads.Of("b");
        Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("a", client.User(Shop.Ada).GetFeatureValue("name", ""));
        mayAnswer.SetResult();
        await Eventually.TrueAsync(() => client.User(Shop.Ada).GetFeatureValue("name", "") == "b", "the refreshed payload");
    }

    [Fact]
    public async Task A_folder_keeps_the_last_good_payload_over_a_restart_and_an_outage()
    {
        try
        {
            await using (var before = New(options => options.CacheDirectory = Directory))
                await before.StartAsync(Timeout.InfiniteTimeSpan);
            await Server.StopAsync();
            Time.Advance(TimeSpan.FromDays(3));
            await using var after = New(options => options.CacheDirectory = Directory);
            Assert.Equal(PayloadOrigin.Stale, (await after.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
            Assert.Equal("a", after.User(Shop.Ada).GetFeatureValue("name", ""));
        }
        finally
        {
            System.IO.Directory.Delete(Directory, true);
        }
    }

    [Fact]
    public async Task A_file_is_read_in_the_place_of_the_server_also_where_a_folder_keeps_payloads()
    {
        System.IO.Directory.CreateDirectory(Directory);
        var file = Path.Combine(Directory, "features.json");
        void Configure(GrowthBookOptions options) => (options.PayloadFile, options.CacheDirectory, options.ClientKey) = (file, Directory, "");
        try
        {
            await File.WriteAllTextAsync(file, Payloads.Of("a"));
            await using (var before = New(Configure))
                Assert.Equal(new StartResult(PayloadOrigin.Init), await before.StartAsync(Timeout.InfiniteTimeSpan));
            await File.WriteAllTextAsync(file, Payloads.Of("changed meanwhile"));
            await using var client = New(Configure);
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            Assert.Equal("changed meanwhile", client.User(Shop.Ada).GetFeatureValue("name", ""));
            await File.WriteAllTextAsync(file, Payloads.Of("c"));
            await Time.PassUntilAsync(() => client.User(Shop.Ada).GetFeatureValue("name", "") == "c", TimeSpan.FromSeconds(1));
            Assert.Empty(Server.Requests);
        }
        finally
        {
            System.IO.Directory.Delete(Directory, true);
        }
    }

    [Fact]
    public async Task Two_clients_with_sources_of_their_own_do_not_share_a_cache_entry()
    {
        var cache = new RememberingCache();
        foreach (var name in new[] { "one", "two" })
        {
            var source = new HttpPayloadSource(Server.Connection(), () => Client, Time);
            await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Name = name, Source = source, Cache = cache, TimeProvider = Time });
            await client.StartAsync(Timeout.InfiniteTimeSpan);
        }
        await Eventually.TrueAsync(() => cache.Keys.Count == 2, "two entries");
    }

    [Fact]
    public async Task The_server_evaluates_with_hashed_attributes_and_its_exposures_count_once()
    {
        Server.OnEvaluate = Faults.Status(200, Evaluated);
        var seen = new Recording();
        await using var client = Remote(services => services with { Handlers = [seen] }, options =>
        {
            options.SecureAttributes = ["email"];
            options.SecureAttributeSalt = "salt";
            options.ForcedVariations["other"] = 1;
        });
        Assert.Equal(PayloadOrigin.Remote, (await client.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
        for (var i = 0; i < 3; i++)
        {
            var user = await client.UserAsync(new Attributes { ["id"] = "ada", ["email"] = "ada@example.com" }, "https://shop.example/");
            Assert.Equal("new", user.GetFeatureValue("layout", "old"));
            Assert.Equal("red", user.GetFeatureValue("color", "blue"));
        }
        Assert.Equal("layout-test", Assert.Single(seen.Exposures).Experiment.Key);
        var request = Assert.Single(Server.Requests);
        Assert.Equal(("POST", $"/api/eval/{FeatureServer.ClientKey}"), (request.Method, request.Path));
        var hash = SecureAttributes.Hash("salt", "ada@example.com");
        Assert.Equal(
            $$$"""{"attributes":{"id":"ada","email":"{{{hash}}}"},"forcedVariations":{"other":1},"forcedFeatures":[],"url":"https://shop.example/"}""",
            request.Body);
    }

    [Fact]
    public async Task Users_who_share_the_attributes_of_the_cache_key_share_an_answer_for_its_time()
    {
        Server.OnEvaluate = Faults.Status(200, Evaluated);
        await using var client = Remote(configure: options => (options.CacheKeyAttributes, options.TimeToLive) = (["plan"], TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 5; i++)
            Assert.True((await client.UserAsync(new Attributes { ["id"] = i, ["plan"] = "pro" })).IsOn("layout"));
        Assert.Single(Server.Requests);
        await client.UserAsync(new Attributes { ["plan"] = "free" });
        Assert.Equal(2, Server.Requests.Count);
        Time.Advance(TimeSpan.FromSeconds(10));
        await client.UserAsync(new Attributes { ["plan"] = "pro" });
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_user_who_does_not_wait_for_the_server_has_the_fallbacks_of_the_code()
    {
        await using var client = Remote();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("old", client.UserWithoutLookup(Shop.Ada).GetFeatureValue("layout", "old"));
        Assert.Contains("call UserAsync", Assert.Throws<InvalidOperationException>(() => client.User(Shop.Ada)).Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_evaluate_costs_its_values_and_nothing_else()
    {
        Server.OnEvaluate = Faults.Status(500, """{"error":"cannot evaluate {\"id\":\"ada\"}"}""");
        await using var client = Remote();
        for (var i = 0; i < 5; i++)
            Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", "old"));
        var warnings = LogLines().Where(line => line.Contains("remote evaluation failed", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, warnings.Length); // the 1st, the 2nd and the 4th
        Assert.DoesNotContain(LogLines(), line => line.Contains("ada", StringComparison.Ordinal));
        Server.OnEvaluate = Faults.Status(200, Evaluated);
        Time.Advance(TimeSpan.FromSeconds(1)); // the pause after a failure
        Assert.Equal("new", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", "old"));
    }

    [Fact]
    public async Task An_unreachable_server_gets_no_request_per_user()
    {
        await Server.StopAsync();
        await using var client = Remote();
        for (var i = 0; i < 20; i++)
            Assert.Equal("old", (await client.UserAsync(new Attributes { ["id"] = i })).GetFeatureValue("layout", "old"));
    }

    [Fact]
    public async Task A_user_waits_for_a_hanging_server_until_the_timeout_and_then_has_no_features()
    {
        Server.OnEvaluate = Faults.Status(200, Evaluated);
        await using var client = Remote(configure: options => options.RemoteEvaluationTimeout = TimeSpan.FromSeconds(2));
        await client.UserAsync(Shop.Ada);
        Server.OnEvaluate = Faults.SilentAsync;
        Time.Advance(TimeSpan.FromHours(1));
        var (ada, bob) = (client.UserAsync(Shop.Ada).AsTask(), client.UserAsync(new Attributes { ["id"] = "bob" }).AsTask());
        await Eventually.TrueAsync(() => Server.Requests.Count == 3 && Time.Waits.Count(wait => wait == TimeSpan.FromSeconds(2)) == 2, "both requests");
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("new", (await ada).GetFeatureValue("layout", "old"));
        Assert.Equal("old", (await bob).GetFeatureValue("layout", "old"));
        Assert.Contains(LogLines(), line => line.EndsWith("no complete response within 2 s; the request continues", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_failure_of_each_outage_is_logged()
    {
        Server.OnEvaluate = Faults.Status(500, "");
        await using var client = Remote();
        for (var outage = 1; outage <= 3; outage++)
        {
            for (var i = 0; i < 4; i++)
                await client.UserAsync(Shop.Ada);
            Assert.Equal(3 * outage, LogLines().Count(line => line.Contains("remote evaluation failed", StringComparison.Ordinal))); // the 1st, the 2nd and the 4th
            Time.Advance(TimeSpan.FromSeconds(61));
        }
    }

    [Fact]
    public async Task After_disposal_a_remote_client_returns_users_without_a_request()
    {
        var client = Remote();
        await client.DisposeAsync();
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", "old"));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_pending_remote_evaluation_ends_without_an_exception_when_the_client_is_disposed()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        var client = Remote();
        var user = client.UserAsync(Shop.Ada).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        await client.DisposeAsync();
        Assert.Equal("old", (await user.WaitAsync(TimeSpan.FromMinutes(2))).GetFeatureValue("layout", "old"));
    }

    private GrowthBookClient New(Action<GrowthBookOptions>? configure = null, Func<ClientServices, ClientServices>? change = null)
    {
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, UpdateMode = PayloadUpdateMode.Manual };
        configure?.Invoke(options);
        var services = new ClientServices { HttpClient = () => Client, TimeProvider = Time, LoggerFactory = new CollectingLoggerFactory(Log) };
        return new GrowthBookClient(options, (change ?? (same => same))(services));
    }

    private GrowthBookClient Remote(Func<ClientServices, ClientServices>? change = null, Action<GrowthBookOptions>? configure = null) => New(
        options =>
        {
            options.RemoteEvaluation = true;
            configure?.Invoke(options);
        },
        change);

    private sealed class RememberingCache : IPayloadCache
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, CachedPayload> Keys { get; } = new();

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) =>
            new(Keys.TryGetValue(key, out var payload) ? payload : null);

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            Keys[key] = payload;
            return default;
        }
    }
}
