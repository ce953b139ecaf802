using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using GrowthBook.Client.Tests.Clients;

namespace GrowthBook.Client.Tests;

/// <summary>Work that outlives its caller runs without the caller's activity and its <see cref="AsyncLocal{T}"/> values.</summary>
public sealed class DetachedTests : ServerTest, IDisposable
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly Probe _probe = new();
    private readonly HttpClient _client;

    public DetachedTests() => _client = new HttpClient(new ProbeHandler(_probe) { InnerHandler = new SocketsHttpHandler() });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task The_start_its_subscribers_and_its_cache()
    {
        var updater = New(PayloadUpdateMode.Manual, options => options with { Cache = new ProbeCache(_probe) });
        updater.Subscribe(_ => _probe.Note("subscriber"));
        await AsCallerAsync(() => updater.StartAsync());
        await _probe.SawNothingAsync("/api/features", "subscriber", "cache read", "cache write");
    }

    [Fact]
    public async Task The_initial_source()
    {
        var updater = New(PayloadUpdateMode.Manual, options => options with { InitialSource = new ProbeSource(_probe) });
        await AsCallerAsync(() => updater.StartAsync());
        await _probe.SawNothingAsync("source");
    }

    [Fact]
    public async Task A_shared_cache_and_the_notices_of_other_processes()
    {
        var cache = new ProbeCache(_probe);
        var updater = New(PayloadUpdateMode.Manual, options => options with { Cache = cache });
        updater.Subscribe(_ => _probe.Note("subscriber"));
        await AsCallerAsync(() => updater.StartAsync());
        await _probe.SawNothingAsync("cache subscribe", "cache lease", "cache renew");
        _probe.Clear();
        cache.Payload = new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("by another")), Time.GetUtcNow());
        AsCaller(() => cache.Written!());
        await _probe.SawNothingAsync("cache read", "subscriber");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_requested_refresh(bool force)
    {
        var updater = New(PayloadUpdateMode.Manual);
        updater.Subscribe(_ => _probe.Note("subscriber"));
        await AsCallerAsync(() => updater.RefreshAsync(force));
        await _probe.SawNothingAsync("/api/features", "subscriber");
    }

    [Fact]
    public async Task A_refresh_on_demand()
    {
        var updater = New(PayloadUpdateMode.OnDemand);
        AsCaller(updater.EnsureFresh);
        await _probe.SawNothingAsync("/api/features");
    }

    [Fact]
    public async Task Polls()
    {
        var updater = New(PayloadUpdateMode.Polling);
        await AsCallerAsync(() => updater.StartAsync());
        _probe.Clear();
        await Time.PassAsync(TimeSpan.FromSeconds(60));
        await _probe.SawNothingAsync("/api/features");
    }

    [Fact]
    public async Task The_stream_its_payloads_its_refreshes_and_the_polls_in_its_place()
    {
        Server.OffersStream = true;
        var updater = New(PayloadUpdateMode.Streaming);
        await AsCallerAsync(() => updater.StartAsync());
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        await _probe.SawNothingAsync("/sub", "/api/features");
        updater.Subscribe(_ => _probe.Note("subscriber"));
        await Server.SendAsync("features", Payloads.Of("b"));
        await _probe.SawNothingAsync("subscriber");
        Server.OnStreamRequest = Faults.Status(500, "");
        await Server.StopAsync();
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Down && Subscriber.Results.Count == 4, "the end of the stream and the request at once");
        await Server.RestartAsync();
        _probe.Clear();
        await Time.PassUntilAsync(() => _probe.Has("/api/features"), TimeSpan.FromSeconds(5));
        await _probe.SawNothingAsync("/api/features");
    }

    [Fact]
    public async Task A_payload_that_the_application_replaces()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a"));
        var updater = Keep(new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual)));
        await StartAsync(updater);
        updater.Subscribe(_ => _probe.Note("subscriber"));
        AsCaller(() => source.Set(Payloads.Of("b")));
        await _probe.SawNothingAsync("subscriber");
    }

    [Fact]
    public async Task The_read_of_a_sticky_bucket_store()
    {
        await using var client = await Shop.StartAsync(Shop.Services(time: Time) with { StickyBuckets = new ProbeStore(_probe) });
        await AsCallerAsync(() => client.UserAsync(Shop.Ada).AsTask());
        await _probe.SawNothingAsync("sticky read");
    }

    [Fact]
    public async Task A_remote_evaluation_that_users_share()
    {
        Server.OnEvaluate = Faults.Status(200, Payloads.Of("a"));
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(options, new ClientServices { HttpClient = () => _client, TimeProvider = Time });
        await client.StartAsync();
        await AsCallerAsync(() => client.UserAsync(Shop.Ada).AsTask());
        await _probe.SawNothingAsync("/api/eval");
    }

    [Fact]
    public async Task The_writes_of_a_sink()
    {
        await using var client = await Shop.StartAsync(Shop.Services(time: Time) with { Sinks = [new ProbeSink(_probe)] });
        AsCaller(() => client.User(Shop.Ada).LogEvent("Purchase"));
        var flush = AsCallerAsync(() => client.FlushAsync());
        await Time.PassUntilAsync(() => flush.IsCompleted, TimeSpan.FromSeconds(1));
        await _probe.SawNothingAsync("sink");
    }

    private static void AsCaller(Action act) => ExecutionContext.Run(
        ExecutionContext.Capture()!,
        _ =>
        {
            Ambient.Value = "the caller";
            using var activity = new Activity("request").Start();
            act();
        },
        null);

    private static async Task AsCallerAsync(Func<Task> act)
    {
        Ambient.Value = "the caller";
        using var activity = new Activity("request").Start();
        await act();
        Assert.Equal("the caller", Ambient.Value);
    }

    private PayloadUpdater New(PayloadUpdateMode mode, Func<PayloadUpdaterSettings, PayloadUpdaterSettings>? configure = null) =>
        Keep(PayloadUpdater.ForConnection(Server.Connection(), () => _client, (configure ?? (options => options))(Defaults(mode))));

    /// <summary>Notes which ambient values each place has.</summary>
    private sealed class Probe
    {
        private readonly ConcurrentDictionary<string, string?> _seen = new(StringComparer.Ordinal);

        public void Note(string place) => _seen.AddOrUpdate(place, _ => Seen(), (_, before) => before ?? Seen());

        public bool Has(string place) => _seen.ContainsKey(place);

        public void Clear() => _seen.Clear();

        public async Task SawNothingAsync(params string[] places)
        {
            await Eventually.TrueAsync(() => places.All(Has), () => string.Join(", ", places.Where(place => !Has(place))));
            Assert.All(places, place => Assert.Equal((place, null), (place, _seen[place])));
        }

        private static string? Seen() => Ambient.Value ?? Activity.Current?.OperationName;
    }

    private sealed class ProbeHandler(Probe probe) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            probe.Note(request.RequestUri!.AbsolutePath.Replace("/" + FeatureServer.ClientKey, "", StringComparison.Ordinal));
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class ProbeSource(Probe probe) : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Init;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
        {
            probe.Note("source");
            return new(new PayloadFetch.Loaded(Encoding.UTF8.GetBytes(Payloads.Of("shipped"))));
        }
    }

    private sealed class ProbeCache(Probe probe) : ISharedPayloadCache
    {
        public CachedPayload? Payload { get; set; }

        public Action? Written { get; private set; }

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => Noted("cache read", Payload);

        public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => await Noted("cache write", 0);

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => Noted("cache renew", false);

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) =>
            Noted<IAsyncDisposable?>("cache lease", new Nothing());

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken)
        {
            Written = written;
            return Noted<IAsyncDisposable>("cache subscribe", new Nothing());
        }

        private ValueTask<T> Noted<T>(string place, T result)
        {
            probe.Note(place);
            return new ValueTask<T>(result);
        }

        private sealed class Nothing : IAsyncDisposable
        {
            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class ProbeStore(Probe probe) : IStickyBucketStore
    {
        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            probe.Note("sticky read");
            return new(StickyBuckets.Empty);
        }

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;
    }

    private sealed class ProbeSink(Probe probe) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            probe.Note("sink");
            return default;
        }
    }
}
