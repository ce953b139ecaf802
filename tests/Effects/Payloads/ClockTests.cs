using System.Diagnostics.Metrics;
using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>Durations are measured by timestamps: a jump of the wall clock changes no age, no wait and no lease.</summary>
public sealed class ClockTests : ServerTest
{
    public static TheoryData<TimeSpan> Jumps => [TimeSpan.FromHours(-1), TimeSpan.FromHours(1), TimeSpan.FromDays(-365), TimeSpan.FromDays(3650)];

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task On_demand_refreshes_after_the_time_to_live(TimeSpan jump)
    {
        var updater = Updater(PayloadUpdateMode.OnDemand);
        await StartAsync(updater);
        Time.Jump(jump);
        updater.EnsureFresh();
        Time.Advance(TimeSpan.FromSeconds(60));
        updater.EnsureFresh();
        Assert.Equal((PayloadFreshness.Fresh, TimeSpan.FromSeconds(60)), (updater.Current!.Freshness, updater.Current.Age));
        Server.Payload = Payloads.Of("b");
        Time.Advance(TimeSpan.FromSeconds(1));
        updater.EnsureFresh();
        await Eventually.TrueAsync(() => updater.Name() == "b", "the payload");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_confirmation_resets_the_age(TimeSpan jump)
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        await StartAsync(updater);
        Time.Advance(TimeSpan.FromMinutes(5));
        Time.Jump(jump);
        await updater.RefreshAsync();
        Assert.Equal((TimeSpan.Zero, Time.GetUtcNow()), (updater.Current!.Age, updater.Current.FetchedAt));
        Server.HasETags = false;
        Time.Advance(TimeSpan.FromMinutes(5));
        Time.Jump(jump);
        await updater.RefreshAsync();
        Assert.Equal((TimeSpan.Zero, Time.GetUtcNow()), (updater.Current.Age, updater.Current.FetchedAt));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task On_demand_use_after_a_failure_waits_for_the_back_off(TimeSpan jump)
    {
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.OnDemand, options => options with { TimeToLive = TimeSpan.FromSeconds(1) });
        await StartAsync(updater);
        Time.Jump(jump);
        updater.EnsureFresh();
        Time.Advance(TimeSpan.FromMilliseconds(999));
        updater.EnsureFresh();
        Assert.Equal(1, Server.FeatureRequests);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        updater.EnsureFresh();
        await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request after the back-off");
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task The_gauge_of_the_age_shows_the_time_since_the_confirmation(TimeSpan jump)
    {
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Time.Jump(jump);
        Time.Advance(TimeSpan.FromSeconds(10));
        var ages = new List<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Name == "growthbook.payload.age")
                    all.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags.Contains(new("growthbook.client", (object?)nameof(ClockTests))))
                ages.Add(value);
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal([10], ages);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Failed_remote_evaluations_belong_to_one_outage_until_a_minute_without_one(TimeSpan jump)
    {
        using var metrics = new ClientMetrics("", null);
        var report = new RemoteEvaluationReport(metrics, GuardedLogger.Of(new CollectingLoggerFactory(Log).CreateLogger("")), Time);
        var failed = new RemoteEvaluationResult.Failed(new PayloadFailure(PayloadFailureReason.Timeout, "late"));
        report.Note(failed);
        report.Note(failed);
        Time.Jump(jump);
        report.Note(failed); // the third of an outage is not logged
        Assert.Equal(2, Log.Count);
        Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(1));
        report.Note(failed); // the first of another outage
        Assert.Equal(3, Log.Count);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_process_waits_for_the_lease_of_a_crashed_process_for_its_duration(TimeSpan jump)
    {
        var shared = new LeasedCache();
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = shared, LeaseDuration = TimeSpan.FromSeconds(1) });
        var start = StartAsync(updater);
        foreach (var step in Enumerable.Range(0, 6))
        {
            await Eventually.TrueAsync(() => Time.Waits.Contains(TimeSpan.FromMilliseconds(200)), "the wait for the lease");
            if (step == 0)
                Time.Jump(jump);
            Assert.Equal(0, Server.FeatureRequests);
            Time.Advance(TimeSpan.FromMilliseconds(200));
        }
        Assert.Equal(PayloadOrigin.Network, (await start).Origin);
    }

    [Theory]
    [InlineData(0, 0, PayloadOrigin.Cache)]
    [InlineData(-60, 60, PayloadOrigin.Cache)]
    [InlineData(60, 0, PayloadOrigin.Cache)] // a clock may be ahead by a minute
    [InlineData(61, null, PayloadOrigin.Stale)]
    [InlineData(-3600, 3600, PayloadOrigin.Stale)]
    public async Task The_age_of_a_cached_payload_is_zero_or_more_or_unknown(int fetchedIn, int? age, PayloadOrigin origin)
    {
        var directory = Directory.CreateTempSubdirectory("growthbook").FullName;
        var cache = new FilePayloadCache(directory);
        await cache.WriteAsync(Server.Connection().CacheKey, new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("cached")), Time.GetUtcNow().AddSeconds(fetchedIn)), default);
        Server.OnFeatures = Faults.Status(500, "");
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        Assert.Equal(origin, (await StartAsync(updater)).Origin);
        Assert.Equal(age, updater.Current!.Age?.TotalSeconds);
        Assert.Equal(age is null, LogLines().Any(line => line.EndsWith("its age counts as unknown, so the source is asked; check the clock", StringComparison.Ordinal)));
        Directory.Delete(directory, recursive: true);
    }

    private GrowthBookClient New() => new(
        new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url },
        new ClientServices { HttpClient = () => Client, TimeProvider = Time, Name = nameof(ClockTests) });

    /// <summary>A shared cache without a payload, whose lease another process holds.</summary>
    private sealed class LeasedCache : ISharedPayloadCache
    {
        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) => default;

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken) => new(new NoSubscription());

        private sealed class NoSubscription : IAsyncDisposable
        {
            public ValueTask DisposeAsync() => default;
        }
    }
}
