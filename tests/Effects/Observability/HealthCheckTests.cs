using System.Collections.Immutable;
using GrowthBook.Client.Tests.Clients;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>The check is healthy exactly while there is a payload that is kept fresh.</summary>
public sealed class HealthCheckTests : ServerTest
{
    [Fact]
    public async Task Without_a_payload_the_check_has_the_registered_failure_status()
    {
        await using var client = New();
        Assert.Equal((HealthStatus.Unhealthy, "no payload: it was not loaded yet"), await CheckAsync(client));
        Server.OnFeatures = Faults.Status(503, """{"error":"busy"}""");
        await client.RefreshAsync();
        Assert.Equal((HealthStatus.Unhealthy, "no payload: the server responded with 503: `busy`"), await CheckAsync(client));
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(client, failureStatus: HealthStatus.Degraded)).Status);
    }

    [Fact]
    public async Task With_a_fresh_payload_the_check_is_healthy_and_has_its_data()
    {
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Advance(TimeSpan.FromSeconds(10));
        var result = await ResultAsync(client);
        Assert.Equal((HealthStatus.Healthy, "the payload is kept fresh"), (result.Status, result.Description));
        Assert.Equal(
            ["ageSeconds=10", "consecutiveFailures=0", "features=1", "freshness=Fresh", "origin=Network", "streamState=Off"],
            result.Data.Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_failed_refreshes_in_a_row_degrade_it_until_one_succeeds()
    {
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Server.OnFeatures = Faults.HalfAsync;
        await client.RefreshAsync();
        var once = await ResultAsync(client);
        Assert.Equal((HealthStatus.Healthy, "the payload is kept fresh; the last refresh failed: " + client.Updater.LastFailure!.Message), (once.Status, once.Description));
        Assert.Equal((1, client.Updater.LastFailure!.Message), (once.Data["consecutiveFailures"], once.Data["lastFailure"]));
        await client.RefreshAsync();
        var (status, description) = await CheckAsync(client);
        Assert.Equal(HealthStatus.Degraded, status);
        Assert.StartsWith("refreshes fail: the payload is not usable", description, StringComparison.Ordinal);
        Server.OnFeatures = null;
        await client.RefreshAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_refusal_for_good_degrades_it_at_once()
    {
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Server.OnFeatures = Faults.Status(400, "", isUnrecoverable: true);
        await client.RefreshAsync();
        Assert.Equal((HealthStatus.Degraded, $"refreshes fail: the server responded with 400; check ClientKey and the host of {Server.Url}/api/features/***"), await CheckAsync(client));
    }

    [Fact]
    public async Task A_failure_while_only_an_initial_payload_is_in_use_degrades_it_at_once()
    {
        Server.OnFeatures = Faults.Status(500, "");
        await using var client = New(initial: new InMemoryPayloadSource(Payloads.Of("shipped")));
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal((HealthStatus.Degraded, "refreshes fail: the server responded with 500"), await CheckAsync(client));
    }

    [Fact]
    public async Task An_answer_that_is_held_because_of_its_date_degrades_it_until_the_server_confirms_the_payload_in_use()
    {
        Server.Payload = Payloads.Of("late", "2030-01-01T00:00:00Z");
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Server.Payload = Payloads.Of("early", "2026-01-01T00:00:00Z");
        await client.RefreshAsync();
        Time.Advance(TimeSpan.FromSeconds(100));
        var held = await ResultAsync(client);
        Assert.Equal(HealthStatus.Degraded, held.Status);
        Assert.Equal(
            "the server answers with a payload of 2026-01-01T00:00:00Z, older than the one in use of 2030-01-01T00:00:00Z; "
            + "it is used if the server keeps to it for 200 s more; RefreshAsync(force: true) uses it at once",
            held.Description);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), held.Data["heldDateUpdated"]);
        Server.Payload = Payloads.Of("late", "2030-01-01T00:00:00Z");
        await client.RefreshAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    [InlineData(-31_536_000)]
    public async Task A_jump_of_the_clock_neither_ages_a_payload_nor_keeps_it_young(int seconds)
    {
        await using var client = New(PayloadUpdateMode.Polling, TimeSpan.FromHours(1));
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Server.OnFeatures = Faults.SilentAsync;
        Time.Jump(TimeSpan.FromSeconds(seconds));
        Time.Advance(TimeSpan.FromHours(3));
        var result = await ResultAsync(client);
        Assert.Equal((HealthStatus.Healthy, 10_800.0), (result.Status, result.Data["ageSeconds"]));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HealthStatus.Degraded, "the payload is 10801 s old"), await CheckAsync(client));
    }

    [Fact]
    public async Task A_sink_that_does_not_end_degrades_it_until_it_does()
    {
        var release = new TaskCompletionSource();
        await using var client = await Shop.StartAsync(
            Shop.Services(time: Time) with { Sinks = [EffectSink.Of(async (_, _) => await release.Task)] },
            options => options.Writer.AttemptTimeout = TimeSpan.FromSeconds(5));
        client.User(Shop.Ada).LogEvent("Purchase");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        await Time.PassAsync(TimeSpan.FromSeconds(1)); // the batch is not full
        await Time.PassAsync(TimeSpan.FromSeconds(5)); // the attempt is cancelled
        await Time.PassAsync(TimeSpan.FromMilliseconds(250)); // past the grace period
        await Eventually.TrueAsync(() => CheckAsync(client).Result.Status == HealthStatus.Degraded, () => "the check to notice");
        Assert.Equal("a sink does not end although it was cancelled, and its effects wait", (await CheckAsync(client)).Description);
        release.SetResult();
        await client.FlushAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_payload_that_is_not_refreshed_degrades_the_client_with_its_age()
    {
        await using var client = New(PayloadUpdateMode.Polling, TimeSpan.FromHours(1));
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Server.OnFeatures = Faults.SilentAsync;
        Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HealthStatus.Degraded, "the payload is 10801 s old"), await CheckAsync(client));
    }

    [Fact]
    public async Task An_age_can_be_given_and_counts_in_every_mode()
    {
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        Assert.Equal((HealthStatus.Degraded, "the payload is 31 s old"), await CheckAsync(client, TimeSpan.FromSeconds(30)));
        Assert.Throws<ArgumentOutOfRangeException>("maxAge", () => new GrowthBookHealthCheck(client, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_client_that_refreshes_on_demand_is_kept_fresh_by_the_check_alone()
    {
        await using var client = New(PayloadUpdateMode.OnDemand);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Advance(TimeSpan.FromHours(1));
        var renewed = Time.GetUtcNow();
        await CheckAsync(client);
        await Eventually.TrueAsync(() => client.Current!.FetchedAt == renewed, "the refresh that the check began");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task The_description_says_that_a_payload_is_past_its_time_to_live_and_why_the_last_refresh_failed()
    {
        await using var client = New(PayloadUpdateMode.Manual);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((HealthStatus.Healthy, "the payload is past its time to live and in use until the next refresh"), await CheckAsync(client));
        Server.OnFeatures = Faults.Status(500, "");
        await client.RefreshAsync();
        Assert.Equal(
            (HealthStatus.Healthy, "the payload is past its time to live and in use until the next refresh; the last refresh failed: the server responded with 500"),
            await CheckAsync(client));
    }

    [Fact]
    public async Task A_payload_of_unknown_age_degrades_it()
    {
        Server.OnFeatures = Faults.Status(500, "");
        var directory = Directory.CreateTempSubdirectory("growthbook").FullName;
        var cache = new FilePayloadCache(directory);
        await cache.WriteAsync(Server.Connection().CacheKey, new CachedPayload(System.Text.Encoding.UTF8.GetBytes(Payloads.Of("a")), Time.GetUtcNow().AddYears(4)), default);
        await using var client = New(PayloadUpdateMode.Polling, cache: cache);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var result = await ResultAsync(client);
        Assert.Equal((HealthStatus.Degraded, "the age of the payload is unknown: its cache says that it was confirmed in the future"), (result.Status, result.Description));
        Assert.DoesNotContain("ageSeconds", result.Data.Keys);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_payload_of_the_application_never_ages()
    {
        await using var client = await Shop.StartAsync(Shop.Services(time: Time));
        Time.Advance(TimeSpan.FromDays(365));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_stream_that_is_down_degrades_it_and_an_open_one_keeps_an_old_payload_healthy()
    {
        Server.OffersStream = true;
        await using var client = New(PayloadUpdateMode.Streaming);
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client, TimeSpan.FromTicks(1))).Status);
        Server.OnStreamRequest = Faults.Status(502, "");
        await Server.StopAsync();
        await Server.RestartAsync();
        await Time.PassUntilAsync(() => client.Updater.StreamState == StreamState.Down, TimeSpan.FromSeconds(1));
        var (status, description) = await CheckAsync(client, TimeSpan.FromDays(1));
        Assert.Equal(HealthStatus.Degraded, status);
        Assert.Contains("the stream is down", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_evaluate_degrades_it()
    {
        Server.OnEvaluate = Faults.Status(500, """{"error":"ada"}""");
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        await client.UserAsync(Shop.Ada);
        Assert.Equal((HealthStatus.Degraded, "the server does not evaluate: the server responded with 500"), await CheckAsync(client));
        Server.OnEvaluate = Faults.Status(200, Payloads.Of("a"));
        Time.Advance(TimeSpan.FromSeconds(1)); // the pause after a failure
        await client.UserAsync(Shop.Ada);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_client_that_evaluates_remotely_does_not_age()
    {
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Advance(TimeSpan.FromDays(400));

        var result = await ResultAsync(client);

        Assert.Equal((HealthStatus.Healthy, "Fresh", "Remote"), (result.Status, result.Data["freshness"], result.Data["origin"]));
    }

    [Fact]
    public async Task A_refused_user_does_not_degrade_the_client()
    {
        Server.OnEvaluate = Faults.Status(400, "");
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        await client.UserAsync(Shop.Ada);
        Assert.Single(Server.Requests);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_server_that_hangs_degrades_it_until_it_answers_also_while_others_have_answers()
    {
        Server.OnEvaluate = Faults.Status(200, Payloads.Of("a"));
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => Client, TimeProvider = Time });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        await client.UserAsync(Shop.Ada);
        var release = new TaskCompletionSource();
        Server.OnEvaluate = async http =>
        {
            await release.Task;
            await Faults.Status(200, Payloads.Of("b"))(http);
        };
        var late = client.UserAsync(new Attributes { ["id"] = "late" }).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 2, "the request");
        await Time.PassUntilAsync(() => late.IsCompleted, TimeSpan.FromSeconds(1));
        await client.UserAsync(Shop.Ada); // who has an answer of before
        Assert.Equal((HealthStatus.Degraded, "the server does not evaluate: no complete response within 1 s; the request continues"), await CheckAsync(client));
        release.SetResult();
        await Eventually.TrueAsync(() => CheckAsync(client).Result.Status == HealthStatus.Healthy, "the late answer");
    }

    [Fact]
    public async Task A_sticky_bucket_store_that_fails_degrades_it_until_it_is_read_again()
    {
        var store = new StoppedStore();
        await using var client = await Shop.StartAsync(Shop.Services(time: Time) with { StickyBuckets = store });
        for (var i = 0; i < 2; i++)
            await client.UserAsync(Shop.Ada);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        await client.UserAsync(Shop.Ada);
        var (status, description) = await CheckAsync(client);
        Assert.Equal(HealthStatus.Degraded, status);
        Assert.StartsWith("the sticky bucket store fails: System.IO.IOException", description, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", description, StringComparison.Ordinal);

        store.IsUp = true;
        Time.Advance(TimeSpan.FromSeconds(1)); // the pause after a failure
        await client.UserAsync(Shop.Ada);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_truncated_file_degrades_it_at_once()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Payloads.Of("a"));
            await using var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = file }, new ClientServices { TimeProvider = Time });
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            await File.WriteAllTextAsync(file, Payloads.Of("a")[..^5]);
            await Time.PassUntilAsync(() => client.Updater.ConsecutiveFailures > 0, TimeSpan.FromSeconds(1));
            Assert.Equal(HealthStatus.Degraded, (await CheckAsync(client)).Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_degrades_it_until_it_can()
    {
        var folder = Directory.CreateTempSubdirectory("growthbook").FullName;
        try
        {
            var file = Path.Combine(folder, "features.json");
            await File.WriteAllTextAsync(file, Payloads.Of("a"));
            await using var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = file }, new ClientServices { TimeProvider = Time });
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
            File.Delete(file);
            await Time.PassUntilAsync(() => client.Updater.ConsecutiveFailures > 0, TimeSpan.FromSeconds(1));
            Assert.Equal((HealthStatus.Degraded, $"refreshes fail: the file `{file}` does not exist"), await CheckAsync(client));
            await File.WriteAllTextAsync(file, Payloads.Of("b"));
            await Time.PassUntilAsync(() => CheckAsync(client).Result.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private GrowthBookClient New(PayloadUpdateMode mode = PayloadUpdateMode.Manual, TimeSpan? interval = null, IPayloadSource? initial = null, IPayloadCache? cache = null) => new(
        new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, UpdateMode = mode, PollingInterval = interval ?? TimeSpan.FromSeconds(60) },
        new ClientServices { HttpClient = () => Client, TimeProvider = Time, InitialSource = initial, Cache = cache });

    private static async Task<(HealthStatus Status, string? Description)> CheckAsync(
        GrowthBookClient client, TimeSpan? maxAge = null, HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        var result = await ResultAsync(client, maxAge, failureStatus);
        return (result.Status, result.Description);
    }

    private static Task<HealthCheckResult> ResultAsync(GrowthBookClient client, TimeSpan? maxAge = null, HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        var check = new GrowthBookHealthCheck(client, maxAge);
        return check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("growthbook", check, failureStatus, null) });
    }

    private sealed class StoppedStore : IStickyBucketStore
    {
        public bool IsUp { get; set; }

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
            IsUp ? new(StickyBuckets.Empty) : throw new IOException($"cannot read {keys[0]}");

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;
    }
}
