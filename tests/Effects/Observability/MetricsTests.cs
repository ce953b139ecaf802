using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using GrowthBook.Client.Tests.Clients;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>The instruments of the meter, as a listener of the platform sees them.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestTime _time = new();

    private IMeterFactory Factory => _provider.GetRequiredService<IMeterFactory>();

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task Evaluations_are_counted_by_the_source_of_their_result()
    {
        using var evaluations = Collect<long>("growthbook.evaluations");
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        foreach (var feature in new[] { "color", "color", "swiss", "layout", "unknown", "cycle" })
            user.EvalFeature(feature);
        user.WithAttributes(new Attributes { ["country"] = "DE" }).EvalFeature("gated");
        user.WithForcedFeature("color", 1).EvalFeature("color");
        var counts = Sums(evaluations, "growthbook.source");
        Assert.Equal(
            ["cyclicPrerequisite 1", "defaultValue 2", "experiment 1", "force 1", "override 1", "prerequisite 1", "unknownFeature 1"],
            counts);
    }

    [Fact]
    public async Task Remote_evaluations_are_counted_by_their_outcome()
    {
        using var remote = Collect<long>("growthbook.remote_evaluations");
        await using var server = await FeatureServer.StartAsync();
        using var http = GrowthBookHttp.CreateClient();
        server.OnEvaluate = Faults.Status(200, Shop.Json);
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => http, TimeProvider = _time, MeterFactory = Factory });
        await client.UserAsync(Shop.Ada);
        await client.UserAsync(Shop.Ada);
        server.OnEvaluate = Faults.Status(500, "");
        _time.Advance(TimeSpan.FromMinutes(1));
        await client.UserAsync(Shop.Ada);
        await client.UserAsync(new Attributes { ["id"] = "bob" });
        Assert.Equal(["cache 1", "failed 1", "network 1", "stale 1"], Sums(remote, "growthbook.result"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_counted_as_a_failed_refresh()
    {
        using var refreshes = Collect<long>("growthbook.payload.refreshes");
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { PayloadFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) },
            new ClientServices { TimeProvider = _time, MeterFactory = Factory });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(["failed 1"], Sums(refreshes, "growthbook.result"));
    }

    [Fact]
    public async Task Exposures_are_counted_once_each_over_threads()
    {
        using var exposures = Collect<long>("growthbook.exposures");
        await using var client = await StartAsync();
        Parallel.For(0, 4000, i => client.User(new Attributes { ["id"] = 1 + (i % 100) }).IsOn("layout"));
        Assert.Equal(100, exposures.GetMeasurementSnapshot().Sum(each => each.Value));
        Assert.All(exposures.GetMeasurementSnapshot(), each => Assert.Equal([new("growthbook.client", "")], each.Tags));
    }

    [Fact]
    public async Task A_listener_that_starts_late_counts_from_then_on()
    {
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        user.EvalFeature("layout");
        using var evaluations = Collect<long>("growthbook.evaluations");
        using var exposures = Collect<long>("growthbook.exposures");
        using var faults = Collect<long>("growthbook.evaluation.faults");
        user.EvalFeature("layout");
        user.EvalFeature("layout");
        user.EvalFeature("unknown");
        client.User(new Attributes { ["id"] = "bob" }).EvalFeature("layout");
        Assert.Equal(["experiment 3", "unknownFeature 1"], Sums(evaluations, "growthbook.source"));
        Assert.Equal(2, exposures.GetMeasurementSnapshot().Sum(each => each.Value));
        Assert.Equal(["unknown_feature 1"], Sums(faults, "growthbook.fault"));
    }

    [Fact]
    public async Task Written_failed_and_dropped_effects_are_counted_by_sink_and_reason()
    {
        using var written = Collect<long>("growthbook.effects.written");
        using var dropped = Collect<long>("growthbook.effects.dropped");
        using var failed = Collect<long>("growthbook.effects.failed_attempts");
        var isDown = false;
        var hangs = false;
        var sink = EffectSink.Of(async (_, cancellationToken) =>
        {
            if (hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            if (isDown)
                throw new IOException("down");
        });
        var client = await StartAsync(services => services with { Sinks = [sink] }, options =>
        {
            options.DeduplicationCapacity = 0;
            (options.Writer.MaxAttempts, options.Writer.SplitFailedBatches, options.Writer.MaxBatchDelay) = (2, false, TimeSpan.Zero);
            (options.Writer.Capacity, options.Writer.FullQueue, options.Writer.BatchSize) = (1, FullQueuePolicy.DropNewest, 1);
        });
        client.User(Shop.Ada).IsOn("color");
        await client.FlushAsync();
        await Eventually.TrueAsync(() => written.GetMeasurementSnapshot().Count > 0, "the count");
        Assert.Equal(1, Assert.Single(written.GetMeasurementSnapshot()).Value);
        Assert.Equal(["growthbook.client", "growthbook.sink"], Assert.Single(written.GetMeasurementSnapshot()).Tags.Keys.Order());

        isDown = true;
        client.User(Shop.Ada).IsOn("color");
        await _time.PassUntilAsync(() => client.WriterCounts[0].Dropped == 1, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => dropped.GetMeasurementSnapshot().Count == 1, "the count of the dropped effect");
        Assert.Equal(2, failed.GetMeasurementSnapshot().Sum(each => each.Value));
        await _time.PassUntilAsync(() => _time.Timers == 0, TimeSpan.FromSeconds(1));

        (isDown, hangs) = (false, true);
        client.User(Shop.Ada).IsOn("color");
        await Eventually.TrueAsync(() => client.WriterCounts[0] is { Queued: 1 } && _time.Timers > 0, "the sink that hangs");
        client.User(Shop.Ada).IsOn("color");
        client.User(Shop.Ada).IsOn("color");
        var disposal = client.DisposeAsync().AsTask();
        await _time.PassUntilAsync(() => disposal.IsCompleted, TimeSpan.FromSeconds(1));
        client.User(Shop.Ada).IsOn("color");
        var reasons = Sums(dropped, "growthbook.reason");
        Assert.Equal(["attempts 1", "queue_full 1", "stop 3"], reasons);
    }

    [Fact]
    public async Task Failures_of_handlers_and_observers_are_counted()
    {
        using var failures = Collect<long>("growthbook.effects.handler_failures");
        await using var client = await StartAsync(services => services with { Handlers = [new Broken()], Observers = [new Broken()] });
        for (var i = 0; i < 2; i++)
            client.User(Shop.Ada).IsOn("color");
        Assert.Equal(["Broken 4"], Sums(failures, "growthbook.handler")); // who failed to take an effect is offered it again
    }

    [Fact]
    public async Task Refreshes_are_counted_and_measured_by_result()
    {
        using var refreshes = Collect<long>("growthbook.payload.refreshes");
        using var durations = Collect<double>("growthbook.payload.refresh.duration");
        var services = Shop.Services(Payloads.Of("a", "2026-01-02T00:00:00Z"));
        var source = Shop.SourceOf(services);
        await using var client = await StartAsync(_ => services with { MeterFactory = Factory, Source = new Served(source) });
        await client.RefreshAsync();
        foreach (var json in new[] { Payloads.Of("b", "2026-01-03T00:00:00Z"), Payloads.Of("old", "2026-01-01T00:00:00Z"), "{" })
        {
            var result = await RefreshedAsync(client, source, json);
            Assert.NotNull(result);
        }
        var names = Sums(refreshes, "growthbook.result").Select(line => line.Split(' ')[0]);
        Assert.Equal(["failed", "older", "unchanged", "updated"], names);
        Assert.Equal(refreshes.GetMeasurementSnapshot().Count, durations.GetMeasurementSnapshot().Count);
        Assert.All(durations.GetMeasurementSnapshot(), each => Assert.True(each.Value >= 0));
        Assert.Equal("s", durations.Instrument!.Unit);
        var boundaries = ((Instrument<double>)durations.Instrument).Advice!.HistogramBucketBoundaries!;
        Assert.Equal((0.005, 30), (boundaries[0], boundaries[^1]));
        Assert.Equal(boundaries.Order(), boundaries);
    }

    [Fact]
    public async Task The_age_is_the_time_since_the_payload_was_confirmed_and_the_stream_has_one_state()
    {
        using var age = Collect<double>("growthbook.payload.age");
        using var state = Collect<int>("growthbook.stream.state");
        var client = new GrowthBookClient(new GrowthBookOptions(), Shop.Services(time: _time) with { MeterFactory = Factory });
        age.RecordObservableInstruments();
        Assert.Empty(age.GetMeasurementSnapshot());
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(90));
        age.RecordObservableInstruments();
        Assert.Equal(90, Assert.Single(age.GetMeasurementSnapshot()).Value);
        state.RecordObservableInstruments();
        Assert.Equal(
            ["connecting 0", "down 0", "not_offered 0", "off 1", "open 0", "reconnecting 0"],
            state.GetMeasurementSnapshot().Select(each => $"{each.Tags["growthbook.state"]} {each.Value}").Order());

        await client.DisposeAsync();
        age.Clear();
        state.Clear();
        age.RecordObservableInstruments();
        state.RecordObservableInstruments();
        Assert.Empty(age.GetMeasurementSnapshot());
        Assert.Empty(state.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Outages_and_users_whose_assignments_were_not_read_are_measured()
    {
        using var outages = Collect<double>("growthbook.outage.duration");
        using var unread = Collect<long>("growthbook.sticky_buckets.unread");
        await using var server = await FeatureServer.StartAsync();
        using var http = GrowthBookHttp.CreateClient();
        server.OnEvaluate = Faults.Status(200, Shop.Json);
        var store = new StoppableStore();
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url, RemoteEvaluation = true },
            new ClientServices { StickyBuckets = store, HttpClient = () => http, TimeProvider = _time, MeterFactory = Factory });
        await client.UserAsync(Shop.Ada);
        Assert.Equal(("remote_evaluation 0, sticky_buckets 0", "failed 0, skipped 0"), Snapshot());

        (store.IsStopped, server.OnEvaluate) = (true, Faults.Status(503, ""));
        for (var i = 0; i < 5; i++)
            await client.UserAsync(new Attributes { ["id"] = i });
        _time.Advance(TimeSpan.FromSeconds(30));
        // Users without a remote evaluation have no features to bucket by, so nothing is read for them.
        Assert.Equal(("remote_evaluation 30, sticky_buckets 0", "failed 0, skipped 0"), Snapshot());
        for (var i = 0; i < 5; i++)
            await client.UserAsync(Shop.Ada);
        Assert.Equal(("remote_evaluation 30, sticky_buckets 0", "failed 3, skipped 2"), Snapshot());
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(("remote_evaluation 42, sticky_buckets 12", "failed 3, skipped 2"), Snapshot());

        (string Outages, string Unread) Snapshot()
        {
            outages.Clear();
            unread.Clear();
            outages.RecordObservableInstruments();
            unread.RecordObservableInstruments();
            return (
                string.Join(", ", outages.GetMeasurementSnapshot().Select(each => $"{each.Tags["growthbook.component"]} {each.Value}").Order()),
                string.Join(", ", unread.GetMeasurementSnapshot().Select(each => $"{each.Tags["growthbook.reason"]} {each.Value}").Order()));
        }
    }

    private sealed class StoppableStore : IStickyBucketStore
    {
        public bool IsStopped { get; set; }

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
            IsStopped ? throw new IOException("the store is down") : new(StickyBuckets.Empty);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;
    }

    [Fact]
    public async Task Two_clients_of_one_process_are_distinguished_by_name()
    {
        using var evaluations = Collect<long>("growthbook.evaluations");
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, published) =>
            {
                if (instrument.Meter.Scope != Factory)
                    return;
                lock (instruments)
                    instruments.Add(instrument);
                published.EnableMeasurementEvents(instrument);
            },
        };
        var ages = new List<object?>();
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            if (instrument.Name == "growthbook.payload.age")
                ages.Add(tags[0].Value);
        });
        listener.Start();
        await using var shop = await StartAsync(services => services with { Name = "shop" });
        await using var blog = await StartAsync(services => services with { Name = "blog" });
        shop.User(Shop.Ada).IsOn("color");
        blog.User(Shop.Ada).IsOn("color");
        blog.User(Shop.Ada).IsOn("color");
        Assert.Equal(["blog 2", "shop 1"], Sums(evaluations, "growthbook.client"));
        ages.Clear();
        listener.RecordObservableInstruments();
        Assert.Equal(["blog", "shop"], ages.Order());
        lock (instruments)
            Assert.Single(instruments.Select(instrument => instrument.Meter).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Effects_after_the_disposal_are_counted_as_dropped_and_logged_once(bool hasFactory)
    {
        var name = "disposed " + hasFactory;
        var dropped = new ConcurrentQueue<(long Count, string? Reason)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "GrowthBook", Name: "growthbook.effects.dropped" })
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var found = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if ((string?)found["growthbook.client"] == name)
                dropped.Enqueue((count, (string?)found["growthbook.reason"]));
        });
        listener.Start();
        var log = new FakeLogCollector();
        var client = await Shop.StartAsync(Shop.Services() with
        {
            Name = name,
            Sinks = [new Recording()],
            LoggerFactory = new CollectingLoggerFactory(log),
            MeterFactory = hasFactory ? Factory : null,
        });
        var (ada, bea) = (client.User(Shop.Ada), client.User(new Attributes { ["id"] = "bea" }));

        await client.DisposeAsync();
        Assert.Equal(("new", "new"), (ada.GetFeatureValue("layout", ""), bea.GetFeatureValue("layout", "")));

        Assert.Equal([(1, "stop"), (1, "stop")], dropped.Where(each => each.Reason == "stop").Take(2));
        Assert.Equal(LogLevel.Warning, Assert.Single(log.GetSnapshot(), line => line.Id.Id == 2016).Level);
        Assert.Equal(typeof(GrowthBookClient).FullName, (await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StartAsync())).ObjectName);
        Assert.Equal(typeof(GrowthBookClient).FullName, (await Assert.ThrowsAsync<ObjectDisposedException>(() => client.RefreshAsync())).ObjectName);
    }

    [Fact]
    public async Task A_client_without_a_factory_has_a_meter_of_its_own_which_ends_with_it()
    {
        var ended = new List<string>();
        var name = Guid.NewGuid().ToString();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, published) =>
            {
                if (instrument.Meter is { Name: "GrowthBook", Scope: null })
                    published.EnableMeasurementEvents(instrument);
            },
            MeasurementsCompleted = (instrument, _) =>
            {
                lock (ended)
                    ended.Add(instrument.Name);
            },
        };
        var seen = 0L;
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, name))
                    Interlocked.Add(ref seen, value);
            }
        });
        listener.Start();
        var client = await Shop.StartAsync(Shop.Services() with { Name = name });
        client.User(Shop.Ada).IsOn("color");
        Assert.Equal(2, Interlocked.Read(ref seen)); // the evaluation and the refresh of the start
        await client.DisposeAsync();
        lock (ended)
            Assert.Contains("growthbook.evaluations", ended);
    }

    private Task<GrowthBookClient> StartAsync(Func<ClientServices, ClientServices>? change = null, Action<GrowthBookOptions>? configure = null) =>
        Shop.StartAsync((change ?? (same => same))(Shop.Services(Shop.WithCycle, _time) with { MeterFactory = Factory }), configure);

    private static async Task<RefreshResult> RefreshedAsync(GrowthBookClient client, InMemoryPayloadSource source, string json)
    {
        source.Set(json);
        return await client.RefreshAsync();
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(Factory, "GrowthBook", instrument);

    private static IEnumerable<string> Sums(MetricCollector<long> collector, string tag) => collector.GetMeasurementSnapshot()
        .GroupBy(each => each.Tags[tag]!.ToString())
        .Select(group => $"{group.Key} {group.Sum(each => each.Value)}")
        .Order(StringComparer.Ordinal);

    /// <summary>The payload of another source as the answer of a server, whose dates count.</summary>
    private sealed class Served(InMemoryPayloadSource source) : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => source.FetchAsync(knownETag, cancellationToken);
    }

    private sealed class Broken : IEffectHandler
    {
        public void Handle(EffectEvent effectEvent) => throw new InvalidOperationException("broken");
    }
}
