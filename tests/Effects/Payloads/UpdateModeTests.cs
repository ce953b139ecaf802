namespace GrowthBook.Client.Tests;

public sealed class UpdateModeTests : ServerTest
{
    [Fact]
    public async Task Polling_refreshes_at_the_interval()
    {
        var updater = Updater(PayloadUpdateMode.Polling, options => options with { PollingInterval = TimeSpan.FromSeconds(20) });
        await StartAsync(updater);
        for (var i = 2; i < 6; i++)
        {
            Server.Payload = Payloads.Of("poll " + i);
            await Time.PassAsync(TimeSpan.FromSeconds(20));
            await Eventually.TrueAsync(() => updater.Name() == "poll " + i, "the poll");
            Assert.Equal(i, Server.FeatureRequests);
        }
    }

    [Fact]
    public async Task Polls_have_a_jitter_of_a_tenth_of_the_interval()
    {
        var updater = Updater(PayloadUpdateMode.Polling, options => options with { Random = () => 0.5 });
        await StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromSeconds(63));
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the poll");
    }

    [Fact]
    public async Task Polling_backs_off_after_failures_and_recovers()
    {
        var updater = Updater(PayloadUpdateMode.Polling);
        await StartAsync(updater);
        Server.OnFeatures = Faults.Status(500, "");
        // min(interval * 2^(failures - 1), 300 s)
        foreach (var seconds in new[] { 60, 60, 120, 240, 300, 300 })
            await Time.PassAsync(TimeSpan.FromSeconds(seconds));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 6, "the sixth failure");
        Server.OnFeatures = null;
        await Time.PassAsync(TimeSpan.FromSeconds(300));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 0, "the success");
        await Time.PassAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Without_a_payload_polling_starts_at_one_second()
    {
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.Polling);
        Assert.Equal(PayloadOrigin.Error, (await StartAsync(updater)).Origin);
        foreach (var seconds in new[] { 1, 2, 4 })
            await Time.PassAsync(TimeSpan.FromSeconds(seconds));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 4, "the fourth failure");
        Server.OnFeatures = null;
        await Time.PassAsync(TimeSpan.FromSeconds(8));
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
    }

    [Fact]
    public async Task After_an_unrecoverable_failure_polling_is_slow()
    {
        Server.OnFeatures = Faults.Status(400, "{}", isUnrecoverable: true);
        var updater = Updater(PayloadUpdateMode.Polling);
        await StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromSeconds(300));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 2, "the second failure");
    }

    [Fact]
    public async Task On_demand_use_past_the_time_to_live_refreshes_in_the_background()
    {
        var updater = Updater(PayloadUpdateMode.OnDemand);
        await StartAsync(updater);
        Server.Payload = Payloads.Of("b");
        Time.Advance(TimeSpan.FromSeconds(60));
        Use(updater, 1000);
        Assert.Equal("a", updater.Name());
        Time.Advance(TimeSpan.FromSeconds(1));
        Use(updater, 1000);
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload");
        Use(updater, 1000);
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task The_time_to_live_of_the_options_overrides_the_servers()
    {
        Server.CacheControl = "max-age=30";
        var served = Updater(PayloadUpdateMode.OnDemand);
        var set = Updater(PayloadUpdateMode.OnDemand, options => options with { TimeToLive = TimeSpan.FromSeconds(90) });
        await StartAsync(served);
        await StartAsync(set);
        Time.Advance(TimeSpan.FromSeconds(31));
        Use(set, 1);
        Use(served, 1);
        await Eventually.TrueAsync(() => served.Current!.FetchedAt == Time.GetUtcNow(), "the refresh");
        Assert.Equal(3, Server.FeatureRequests);
        Assert.NotEqual(Time.GetUtcNow(), set.Current!.FetchedAt);
    }

    [Fact]
    public async Task A_servers_max_age_of_a_year_counts_as_a_day()
    {
        Server.CacheControl = "max-age=31536000, stale-while-revalidate=31536000";
        var updater = Updater(PayloadUpdateMode.OnDemand);
        await StartAsync(updater);
        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromDays(1)), (updater.Current!.Lifetime.MaxAge, updater.Current.Lifetime.StaleWhileRevalidate));
        Time.Advance(TimeSpan.FromDays(1));
        Use(updater, 1000);
        Assert.Equal(1, Server.FeatureRequests);
        Time.Advance(TimeSpan.FromSeconds(1));
        Use(updater, 1);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the refresh");
    }

    [Fact]
    public async Task On_demand_failures_are_not_repeated_at_each_use()
    {
        var updater = Updater(PayloadUpdateMode.OnDemand);
        await StartAsync(updater);
        Server.OnFeatures = Faults.Status(500, "");
        Time.Advance(TimeSpan.FromSeconds(61));
        Use(updater, 1);
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 1, "the failure");
        Time.Advance(TimeSpan.FromSeconds(59));
        Use(updater, 1000);
        await updater.DisposeAsync();
        Assert.Equal(2, Server.FeatureRequests);
        Assert.Equal("a", updater.Name());
    }

    /// <summary>The waits are shared with the users, who would otherwise double the requests to a server in trouble.</summary>
    [Fact]
    public async Task On_demand_without_a_payload_the_client_retries_by_itself()
    {
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.OnDemand);
        Assert.Equal(PayloadOrigin.Error, (await StartAsync(updater)).Origin);
        var requests = 1;
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64 })
        {
            Use(updater, 100);
            Assert.Equal(requests++, Server.FeatureRequests);
            if (seconds == 64)
                Server.OnFeatures = null;
            await Time.PassAsync(TimeSpan.FromSeconds(seconds));
            await Eventually.TrueAsync(() => Subscriber.Results.Count == requests, "the retry");
        }
        Assert.Equal("a", updater.Name());
        await Eventually.TrueAsync(() => Time.Timers == 0, "the end of the retries");
        Assert.Contains(LogLines(), line => line.StartsWith("payload refresh failed (Refused); retrying: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_demand_retries_without_a_payload_heed_the_server_and_end_with_the_disposal()
    {
        Server.OnFeatures = http =>
        {
            http.Response.Headers.RetryAfter = "120";
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var updater = Updater(PayloadUpdateMode.OnDemand);
        await StartAsync(updater);
        await Time.PassAsync(TimeSpan.FromSeconds(120));
        await Eventually.TrueAsync(() => Subscriber.Results.Count == 2 && Time.Timers == 1, "the retry and its wait");
        await updater.DisposeAsync();
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((2, 0), (Server.FeatureRequests, Time.Timers));
    }

    [Theory]
    [InlineData(PayloadUpdateMode.Manual, false, "RefreshAsync retries")]
    [InlineData(PayloadUpdateMode.Manual, true, "RefreshAsync retries")]
    [InlineData(PayloadUpdateMode.OnDemand, true, "a later user or health check retries")]
    [InlineData(PayloadUpdateMode.Polling, false, "retrying")]
    [InlineData(PayloadUpdateMode.Polling, true, "retrying")]
    public async Task The_log_says_what_retries(PayloadUpdateMode mode, bool hasPayload, string retry)
    {
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(mode, options => options with { InitialSource = hasPayload ? new InMemoryPayloadSource(Payloads.Of("shipped")) : null });
        await StartAsync(updater);
        Assert.StartsWith($"payload refresh failed (Refused); {retry}: ", Assert.Single(LogLines(), line => line.StartsWith("payload refresh failed", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_demand_use_of_an_initial_payload_refreshes()
    {
        await Server.StopAsync();
        var updater = Updater(PayloadUpdateMode.OnDemand, options => options with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) });
        Assert.Equal(PayloadOrigin.Init, (await StartAsync(updater)).Origin);
        await Server.RestartAsync();
        Use(updater, 10);
        Assert.Equal("shipped", updater.Name());
        Time.Advance(TimeSpan.FromSeconds(60));
        Use(updater, 10);
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
        Assert.Equal(1, Server.FeatureRequests);
    }

    /// <summary>The interval of the client, 60 seconds, is for a server that gives no lifetime.</summary>
    [Theory]
    [InlineData("max-age=2", null, new[] { 2, 4, 8 })]
    [InlineData("max-age=0", null, new[] { 1, 2, 4 })]
    [InlineData("max-age=2", 10, new[] { 10, 20, 40 })]
    [InlineData("max-age=3600", null, new[] { 60, 120, 240 })]
    [InlineData(null, null, new[] { 60, 120, 240 })]
    public async Task On_demand_the_back_off_starts_at_the_lifetime_of_the_payload(string? cacheControl, int? timeToLive, int[] waits)
    {
        Server.CacheControl = cacheControl;
        var updater = Updater(PayloadUpdateMode.OnDemand, options => options with { TimeToLive = timeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        await StartAsync(updater);
        Server.OnFeatures = Faults.Status(500, "");
        Time.Advance(TimeSpan.FromHours(2));
        for (var failures = 1; failures <= waits.Length; failures++)
        {
            await Eventually.TrueAsync(() => HasRecordedAfterUse(failures + 1), "the failure");
            Time.Advance(TimeSpan.FromSeconds(waits[failures - 1]) - TimeSpan.FromMilliseconds(1));
            Use(updater, 100);
            Assert.Equal(failures + 1, Server.FeatureRequests);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Server.OnFeatures = null;
        await Eventually.TrueAsync(() => HasRecordedAfterUse(waits.Length + 2), "the success");
        Assert.Equal(0, updater.ConsecutiveFailures);

        // The refresh before may not have ended entirely, so that a single use joins it.
        bool HasRecordedAfterUse(int results)
        {
            Use(updater, 1);
            return Subscriber.Results.Count == results;
        }
    }

    [Fact]
    public async Task A_short_lifetime_does_not_shorten_the_back_off_of_polling()
    {
        Server.CacheControl = "max-age=2";
        var updater = Updater(PayloadUpdateMode.Polling);
        await StartAsync(updater);
        Server.OnFeatures = Faults.Status(500, "");
        await Time.PassAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 1, "the failure");
        await Time.PassAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => updater.ConsecutiveFailures == 2, "the second failure");
    }

    [Fact]
    public async Task On_demand_use_works_without_a_start()
    {
        var updater = Updater(PayloadUpdateMode.OnDemand);
        Use(updater, 100);
        await Eventually.TrueAsync(() => updater.Name() == "a", "the payload");
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Theory]
    [InlineData(PayloadUpdateMode.Manual)]
    [InlineData(PayloadUpdateMode.Polling)]
    public async Task Use_sends_no_request_in_other_modes(PayloadUpdateMode mode)
    {
        var updater = Updater(mode, options => options with { PollingInterval = TimeSpan.FromDays(1) });
        await StartAsync(updater);
        Time.Advance(TimeSpan.FromHours(1));
        Use(updater, 1000);
        await updater.DisposeAsync();
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_payload_in_code_can_be_replaced()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a"));
        var updater = Keep(new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual)));
        await StartAsync(updater);
        source.Set(Payloads.Of("b"));
        await Eventually.TrueAsync(() => updater.Name() == "b", "the new payload");
        source.Set("{");
        await Eventually.TrueAsync(() => updater.LastFailure is not null, "the failure");
        Assert.Equal("b", updater.Name());
    }

    [Fact]
    public async Task After_many_changes_the_last_payload_is_in_use()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a"));
        var updater = Keep(new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual)));
        await StartAsync(updater);
        for (var i = 0; i <= 1000; i++)
            source.Set(Payloads.Of("n" + i));
        await Eventually.TrueAsync(() => updater.Name() == "n1000", "the last payload");
    }

    [Fact]
    public void Invalid_settings_are_reported_by_name()
    {
        var options = new PayloadUpdaterSettings
        {
            Mode = PayloadUpdateMode.Streaming,
            TimeToLive = TimeSpan.Zero,
            StaleWhileRevalidate = TimeSpan.FromSeconds(-1),
            PollingInterval = TimeSpan.FromMilliseconds(1),
            CacheTimeout = TimeSpan.Zero,
            LeaseDuration = TimeSpan.FromDays(31),
            DecryptionKey = Payloads.Key,
        };
        var thrown = Assert.Throws<ArgumentException>(() => new PayloadUpdater(new InMemoryPayloadSource("{}"), options));
        Assert.Equal(
            "PayloadUpdaterSettings.TimeToLive: must be from 00:00:01 to 30 days, was 00:00:00; "
            + "PayloadUpdaterSettings.StaleWhileRevalidate: must be from 00:00:00 to 30 days, was -00:00:01; "
            + "PayloadUpdaterSettings.PollingInterval: must be from 00:00:01 to 30 days, was 00:00:00.0010000; "
            + "PayloadUpdaterSettings.CacheTimeout: must be from 00:00:00.0010000 to 30 days, was 00:00:00; "
            + "PayloadUpdaterSettings.LeaseDuration: must be from 00:00:01 to 30 days, was 31.00:00:00; "
            + "PayloadUpdaterSettings.Stream: must be a stream in the mode Streaming, was empty",
            thrown.Message);
        Assert.DoesNotContain(Payloads.Key, thrown.Message + options, StringComparison.Ordinal);
    }

    private static void Use(PayloadUpdater updater, int times)
    {
        for (var i = 0; i < times; i++)
            updater.EnsureFresh();
    }
}
