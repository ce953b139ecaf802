using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

/// <summary>Base of most tests: a server, a client, a clock, a log, and updaters that are disposed with the test.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    private readonly List<PayloadUpdater> _updaters = [];

    protected FeatureServer Server { get; private set; } = null!;

    protected HttpClient Client { get; } = GrowthBookHttp.CreateClient();

    protected TestTime Time { get; } = new();

    protected FakeLogCollector Log { get; } = new();

    protected RecordingSubscriber Subscriber { get; } = new();

    public async Task InitializeAsync() => Server = await FeatureServer.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var updater in _updaters)
            await updater.DisposeAsync();
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private protected PayloadUpdaterSettings Defaults(PayloadUpdateMode mode) => new()
    {
        Mode = mode,
        TimeProvider = Time,
        Random = () => 0,
        Subscriber = Subscriber,
        LoggerFactory = new CollectingLoggerFactory(Log),
    };

    private protected PayloadUpdater Updater(PayloadUpdateMode mode, Func<PayloadUpdaterSettings, PayloadUpdaterSettings>? configure = null, string? decryptionKey = null) =>
        Keep(PayloadUpdater.ForConnection(Server.Connection(decryptionKey), () => Client, (configure ?? (options => options))(Defaults(mode))));

    protected PayloadUpdater Keep(PayloadUpdater updater)
    {
        _updaters.Add(updater);
        return updater;
    }

    protected static Task<StartResult> StartAsync(PayloadUpdater updater) => updater.StartAsync(Timeout.InfiniteTimeSpan);

    protected IEnumerable<string> LogLines() => Log.GetSnapshot().Select(record => record.Message);
}

/// <summary>Records the reports of an updater.</summary>
public sealed class RecordingSubscriber : IPayloadSubscriber
{
    private readonly ConcurrentQueue<RefreshResult> _results = new();
    private readonly ConcurrentQueue<StreamState> _states = new();

    public IReadOnlyList<RefreshResult> Results => [.. _results];

    public IReadOnlyList<StreamState> States => [.. _states];

    public void Refreshed(RefreshResult result, TimeSpan duration)
    {
        Assert.True(duration >= TimeSpan.Zero);
        _results.Enqueue(result);
    }

    public void StreamChanged(StreamState state) => _states.Enqueue(state);
}
