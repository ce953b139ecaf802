namespace GrowthBook.Client.Tests;

public sealed class RefreshTests : ServerTest
{
    [Fact]
    public async Task Callers_share_a_refresh_and_a_cancelled_caller_does_not_stop_it()
    {
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await Server.AnswerFeaturesAsync(http);
        };
        var updater = Updater(PayloadUpdateMode.Manual);
        using var leave = new CancellationTokenSource();
        var leaver = updater.RefreshAsync(leave.Token);
        var others = Enumerable.Range(0, 20).Select(_ => updater.RefreshAsync()).ToArray();
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        release.SetResult();
        Assert.All(await Task.WhenAll(others), result => Assert.IsType<RefreshResult.Updated>(result));
        Assert.Equal(1, Server.FeatureRequests);
        Assert.Single(Subscriber.Results);
    }

    [Fact]
    public async Task A_confirmed_payload_is_the_same_and_its_age_starts_again()
    {
        var updater = await StartedAsync();
        var before = updater.Current!;
        Time.Advance(TimeSpan.FromMinutes(5));
        var unchanged = Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.Same(updater.Current, unchanged.Snapshot);
        Assert.Same(before.Payload, unchanged.Snapshot.Payload);
        Assert.Equal(before.FetchedAt + TimeSpan.FromMinutes(5), unchanged.Snapshot.FetchedAt);
        Assert.Equal(before.ETag, Server.Requests.Last().Header("If-None-Match"));
    }

    [Fact]
    public async Task The_same_content_without_entity_tags_is_not_compiled_again()
    {
        Server.HasETags = false;
        var updater = await StartedAsync();
        var before = updater.Current!;
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.Same(before.Payload, updater.Current!.Payload);
        Assert.Equal(Time.GetUtcNow(), updater.Current.FetchedAt);
    }

    [Theory]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-01T11:59:59Z", false)]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-01T12:00:00.001Z", true)]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-01T13:00:00+02:00", false)]
    [InlineData("2026-01-01T12:00:00+02:00", "2026-01-01T11:00:00Z", true)]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-01T12:00:00.000Z", true)]
    [InlineData("2026-01-01T12:00:00Z", null, true)]
    [InlineData(null, "2026-01-01T12:00:00Z", true)]
    [InlineData("2026-01-01T12:00:00Z", "yesterday", true)]
    [InlineData("yesterday", "2020-01-01T12:00:00Z", true)]
    public async Task An_older_payload_is_rejected(string? current, string? next, bool isTaken)
    {
        Server.Payload = Payloads.Of("a", current);
        var updater = await StartedAsync();
        Server.Payload = Payloads.Of("b", next);
        var result = await updater.RefreshAsync();
        Assert.IsType(isTaken ? typeof(RefreshResult.Updated) : typeof(RefreshResult.Older), result);
        Assert.Equal(isTaken ? "b" : "a", updater.Name());
    }

    [Fact]
    public async Task The_last_good_payload_stays_in_use_after_every_fault()
    {
        var updater = await StartedAsync();
        var good = updater.Current;
        Func<Microsoft.AspNetCore.Http.HttpContext, Task>[] faults =
        [
            Faults.Status(500, "oops"), Faults.Status(400, "{}", isUnrecoverable: true), Faults.TruncatedAsync, Faults.AbortedAsync, Faults.HalfAsync, Faults.GarbageAsync,
            Faults.Status(200, ""), Faults.Status(200, "{}"), Faults.Status(200, "null"), Faults.Status(200, "[]"), Faults.Status(204, ""),
            Faults.Status(200, """{"status":400,"error":"no"}"""), Faults.Status(200, """{"features":[]}"""), Faults.Status(302, ""),
            Faults.Status(200, """{"features":null,"dateUpdated":"2099-01-01T00:00:00Z"}"""), Faults.Status(200, """{"savedGroups":{},"encryptedFeatures":null}"""),
        ];
        for (var i = 0; i < faults.Length; i++)
        {
            Server.OnFeatures = faults[i];
            var failed = Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync());
            Assert.Same(good, updater.Current);
            Assert.Equal(failed.Failure, updater.LastFailure);
            Assert.Equal(i + 1, updater.ConsecutiveFailures);
        }
        Server.OnFeatures = null;
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        Assert.Equal((null, 0), (updater.LastFailure, updater.ConsecutiveFailures));
        Assert.Contains(LogLines(), line => line == $"payload refresh recovered (failed attempts: {faults.Length})");
    }

    [Fact]
    public async Task A_refusal_for_good_is_an_error_once_also_after_other_failures()
    {
        var updater = await StartedAsync();
        Server.OnFeatures = Faults.Status(500, "");
        await updater.RefreshAsync();
        Server.OnFeatures = Faults.Status(404, "", isUnrecoverable: true);
        await updater.RefreshAsync();
        await updater.RefreshAsync();
        Assert.Single(LogLines(), $"payload refused, and the server says that retries will fail: the server responded with 404; check ClientKey and the host of {Server.Url}/api/features/***");
    }

    [Fact]
    public async Task A_payload_without_features_replaces_one_with_features()
    {
        var updater = await StartedAsync();
        Server.Payload = """{"status":200,"features":{}}""";
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Equal("none", updater.Name());
    }

    [Fact]
    public async Task Refreshes_recover_after_a_restart_of_the_server()
    {
        var updater = await StartedAsync();
        await Server.StopAsync();
        var failure = Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync()).Failure;
        Assert.Equal(PayloadFailureReason.Unreachable, failure.Reason);
        Assert.Equal("a", updater.Name());
        Server.Payload = Payloads.Of("b");
        await Server.RestartAsync();
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Equal("b", updater.Name());
    }

    [Fact]
    public async Task Encrypted_payloads_are_decrypted()
    {
        Server.Payload = Payloads.Encrypted("secret");
        var updater = await StartedAsync(Payloads.Key);
        Assert.Equal("secret", updater.Name());
    }

    [Fact]
    public async Task A_payload_with_another_key_does_not_replace_the_features()
    {
        Server.Payload = Payloads.Encrypted("secret");
        var updater = await StartedAsync(Payloads.Key);
        Server.Payload = Payloads.Encrypted("other", "AAAAAAAAAAAAAAAAAAAAAA==");
        var failure = Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync()).Failure;
        Assert.Equal(PayloadFailureReason.Unusable, failure.Reason);
        Assert.Contains("$.encryptedFeatures", failure.Message, StringComparison.Ordinal);
        Assert.Equal("secret", updater.Name());
    }

    [Fact]
    public async Task A_start_without_the_decryption_key_reports_it_and_omits_If_None_Match()
    {
        Server.Payload = Payloads.Encrypted("secret");
        var updater = Updater(PayloadUpdateMode.Manual);
        var start = await StartAsync(updater);
        Assert.Equal(PayloadOrigin.Error, start.Origin);
        Assert.Contains("no decryption key was given", start.Reason, StringComparison.Ordinal);
        Server.Payload = Payloads.Of("plain");
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Null(Server.Requests.Last().Header("If-None-Match"));
    }

    [Fact]
    public async Task Errors_of_a_payload_are_logged_once_and_the_rest_is_used()
    {
        Server.Payload = """{"features":{"name":{"defaultValue":"a"},"bad":3},"savedGroups":{"__sgUnknown__":[]}}""";
        Server.HasETags = false;
        var updater = await StartedAsync();
        for (var i = 0; i < 5; i++)
            await updater.RefreshAsync();
        Assert.Equal("a", updater.Name());
        Assert.Equal(2, updater.Current!.Errors.Length);
        Assert.Single(LogLines(), line => line.StartsWith("payload from Network at $.features.bad: ", StringComparison.Ordinal));
        Assert.Single(LogLines(), line => line.StartsWith("payload from Network at $.savedGroups.__sgUnknown__: the server could not resolve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repeated_garbage_causes_one_warning()
    {
        var updater = await StartedAsync();
        Server.OnFeatures = Faults.GarbageAsync;
        for (var i = 0; i < 5; i++)
            await updater.RefreshAsync();
        Assert.Single(Log.GetSnapshot(), record => record.Level == Microsoft.Extensions.Logging.LogLevel.Warning);
        Assert.Equal(5, updater.ConsecutiveFailures);
    }

    [Fact]
    public async Task Subscribers_get_payloads_in_order_although_another_subscriber_throws()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        var heard = new List<string?>();
        using var thrower = updater.Subscribe(_ => throw new InvalidOperationException("not my day"));
        var subscription = updater.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        foreach (var name in new[] { "a", "b", "b", "c" })
        {
            Server.Payload = Payloads.Of(name);
            await updater.RefreshAsync();
        }
        subscription.Dispose();
        Server.Payload = Payloads.Of("d");
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Equal(["a", "b", "c"], heard);
    }

    [Fact]
    public async Task A_subscriber_can_refresh()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Task<RefreshResult>? again = null;
        updater.Subscribe(_ => { again ??= updater.RefreshAsync(); });
        await updater.RefreshAsync();
        Assert.NotNull(await again!);
    }

    [Fact]
    public async Task A_subscriber_of_refreshes_gets_every_result_and_may_throw()
    {
        await using var updater = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Manual) with { Subscriber = new ThrowingSubscriber() });
        Assert.Equal(PayloadOrigin.Network, (await StartAsync(updater)).Origin);
        Assert.Contains(LogLines(), line => line.StartsWith("a payload subscriber threw", StringComparison.Ordinal));

        var observed = await StartedAsync();
        Server.Payload = Payloads.Of("b");
        await observed.RefreshAsync();
        await Server.StopAsync();
        await observed.RefreshAsync();
        Assert.Equal(
            [typeof(RefreshResult.Updated), typeof(RefreshResult.Updated), typeof(RefreshResult.Failed)],
            Subscriber.Results.Select(result => result.GetType()));
    }

    [Fact]
    public async Task Freshness_follows_the_lifetime_of_the_server()
    {
        Server.CacheControl = "max-age=30, stale-while-revalidate=60, stale-if-error=600";
        var updater = await StartedAsync();
        var snapshot = updater.Current!;
        Assert.Equal(
            [PayloadFreshness.Fresh, PayloadFreshness.Fresh, PayloadFreshness.Revalidating, PayloadFreshness.Revalidating, PayloadFreshness.Stale, PayloadFreshness.Stale, PayloadFreshness.Expired],
            new[] { 0, 30, 31, 90, 91, 630, 631 }.Select(seconds => snapshot.FreshnessAt(TimeSpan.FromSeconds(seconds))));
    }

    [Fact]
    public async Task An_exception_of_a_source_is_a_failure()
    {
        await using var updater = new PayloadUpdater(new ThrowingSource(), Defaults(PayloadUpdateMode.Manual));
        Assert.Equal(new StartResult(PayloadOrigin.Error, "the payload source threw `InvalidTimeZoneException`"), await StartAsync(updater));
    }

    [Fact]
    public async Task EnsurePayload_throws_with_the_reason_if_there_is_no_payload()
    {
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "features.json");
        await using var withoutFile = new GrowthBookClient(new GrowthBookOptions { PayloadFile = missing });
        var start = await withoutFile.StartAsync();
        Assert.Equal($"there is no payload: {start.Reason}", Assert.Throws<InvalidOperationException>(() => start.EnsurePayload()).Message);
        Assert.Contains("features.json", start.Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(new StartResult(PayloadOrigin.Timeout, "no answer within 3 s").EnsurePayload);
        await using var updater = Updater(PayloadUpdateMode.Manual);
        var loaded = await StartAsync(updater);
        Assert.Same(loaded, loaded.EnsurePayload());
    }

    [Fact]
    public async Task A_failed_background_task_is_logged_with_the_delay_of_its_retry()
    {
        var source = new ThrowingChanges();
        await using var updater = new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual));
        await StartAsync(updater);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await Eventually.TrueAsync(() => source.Watches == attempt && Time.Waits.Count == 1, "the wait before the retry");
            var wait = Time.Waits.Single();
            Assert.Equal(attempt, LogLines().Count(line => line == $"watching the source failed; retrying in {wait}: System.InvalidTimeZoneException"));
            await Time.PassAsync(wait);
        }
    }

    private async Task<PayloadUpdater> StartedAsync(string? decryptionKey = null)
    {
        var updater = Updater(PayloadUpdateMode.Manual, decryptionKey: decryptionKey);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        return updater;
    }

    private sealed class ThrowingSubscriber : IPayloadSubscriber
    {
        public void Refreshed(RefreshResult result, TimeSpan duration) => throw new InvalidOperationException("not my day");

        public void StreamChanged(StreamState state) => throw new InvalidOperationException("not my day");
    }

    private sealed class ThrowingChanges : IPayloadSource, IPayloadChanges
    {
        private int _watches;

        public int Watches => Volatile.Read(ref _watches);

        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => throw new InvalidTimeZoneException();

        public Task WatchAsync(Action changed, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _watches);
            throw new InvalidTimeZoneException();
        }
    }

    private sealed class ThrowingSource : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => throw new InvalidTimeZoneException();
    }
}
