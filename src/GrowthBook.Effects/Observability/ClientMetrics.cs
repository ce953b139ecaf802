using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GrowthBook.Client;

/// <summary>
/// The instruments of the meter <c>GrowthBook</c>. None has an attribute value or a feature key as tag, so that their
/// number is bounded.
/// </summary>
internal sealed class ClientMetrics : IOptionalHandler, IPayloadSubscriber, IDisposable
{
    private const string MeterName = "GrowthBook";

    private static readonly (StreamState State, string Name)[] StreamStates =
    [
        (StreamState.Off, "off"),
        (StreamState.NotOffered, "not_offered"),
        (StreamState.Connecting, "connecting"),
        (StreamState.Open, "open"),
        (StreamState.Reconnecting, "reconnecting"),
        (StreamState.Down, "down"),
    ];

    /// <summary>From a connection that is open to the default timeout of a request.</summary>
    private static readonly InstrumentAdvice<double> RefreshSeconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>Counts what clients drop after their disposal, which ends their own meter.</summary>
    private static readonly Lazy<Counter<long>> DroppedAfterDisposal = new(static () => DroppedOf(new Meter(MeterName)));

    private readonly Meter _meter;
    private readonly bool _isOwnMeter;
    private readonly KeyValuePair<string, object?> _client;
    private readonly KeyValuePair<string, object?>[] _bySource;
    private readonly Counter<long> _evaluations;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _remoteEvaluations;
    private readonly Counter<long> _exposures;
    private readonly Counter<long> _written;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failedAttempts;
    private readonly Counter<long> _handlerFailures;
    private readonly Counter<long> _refreshes;
    private readonly Histogram<double> _refreshDuration;
    private volatile bool _isDisposed;
    private volatile PayloadUpdater? _updater;
    private volatile RemoteEvaluation? _remote;
    private volatile StickyBucketReader? _stickyBuckets;

    /// <param name="client">The client's name, a tag of every measurement.</param>
    /// <param name="factory">Creates the meter; <c>null</c> for a meter of the client's own.</param>
    public ClientMetrics(string client, IMeterFactory? factory)
    {
        _client = new("growthbook.client", client);
        _isOwnMeter = factory is null;
        // A factory returns the same meter for the same name and tags, and disposes of it itself.
        _meter = factory?.Create(new MeterOptions(MeterName)) ?? new Meter(MeterName);
        _bySource =
        [
            .. Enumerable.Range((int)FeatureResultSource.UnknownFeature, (int)FeatureResultSource.CyclicPrerequisite + 1)
                .Select(source => new KeyValuePair<string, object?>("growthbook.source", ((FeatureResultSource)source).ToName())),
        ];
        _evaluations = _meter.CreateCounter<long>("growthbook.evaluations", "{evaluation}", "Evaluations of features by users, by the source of the result.");
        _faults = _meter.CreateCounter<long>("growthbook.evaluation.faults", "{evaluation}", "Evaluations whose result the caller probably did not expect, by fault.");
        _remoteEvaluations = _meter.CreateCounter<long>("growthbook.remote_evaluations", "{evaluation}", "Remote evaluations, by result.");
        _exposures = _meter.CreateCounter<long>("growthbook.exposures", "{exposure}", "Exposures to experiments, each counted once.");
        _written = _meter.CreateCounter<long>("growthbook.effects.written", "{effect}", "Effects that sinks have written.");
        _dropped = DroppedOf(_meter);
        _failedAttempts = _meter.CreateCounter<long>("growthbook.effects.failed_attempts", "{attempt}", "Attempts of sinks to write that failed.");
        _handlerFailures = _meter.CreateCounter<long>("growthbook.effects.handler_failures", "{failure}", "Calls of handlers and observers that failed.");
        _refreshes = _meter.CreateCounter<long>("growthbook.payload.refreshes", "{refresh}", "Refreshes of the payload, by result.");
        _refreshDuration = _meter.CreateHistogram<double>("growthbook.payload.refresh.duration", "s", "How long a refresh of the payload took.", null, RefreshSeconds);
        _meter.CreateObservableGauge("growthbook.payload.age", Age, "s", "Time since the source last confirmed the payload in use.");
        _meter.CreateObservableGauge("growthbook.stream.state", States, "{state}", "1 for the current state of the stream, 0 for the other states.");
        _meter.CreateObservableGauge("growthbook.outage.duration", Outages, "s", "How long a server or a store has been failing; 0 while it works.");
        _meter.CreateObservableCounter("growthbook.sticky_buckets.unread", Unread, "{user}", "Users whose stored assignments were not read, by reason.");
    }

    /// <summary>The gauges show this updater from now on, until disposal.</summary>
    public void Observe(PayloadUpdater updater) => _updater = updater;

    /// <summary>The outages of these are shown from now on, until disposal.</summary>
    public void Observe(RemoteEvaluation? remote, StickyBucketReader? stickyBuckets) => (_remote, _stickyBuckets) = (remote, stickyBuckets);

    /// <summary>Whether something listens to the count of evaluations.</summary>
    public bool CountsEvaluations => _evaluations.Enabled;

    /// <summary>Whether something listens to the count of exposures.</summary>
    public bool IsEnabled => _exposures.Enabled;

    public void Evaluated(FeatureResultSource source)
    {
        if (_evaluations.Enabled)
            _evaluations.Add(1, _client, _bySource[(int)source]);
    }

    /// <param name="fault">The kind of fault.</param>
    public void Fault(string fault) => _faults.Add(1, _client, new("growthbook.fault", fault));

    public void EvaluatedRemotely(RemoteEvaluationResult result) =>
        _remoteEvaluations.Add(1, _client, new("growthbook.result", result.Outcome));

    public void Handle(EffectEvent effectEvent)
    {
        if (effectEvent.Effect is Effect.ExperimentViewed)
            _exposures.Add(1, _client);
    }

    public void Written(string sink, EffectWriterNotice notice)
    {
        var name = new KeyValuePair<string, object?>("growthbook.sink", sink);
        switch (notice.Outcome)
        {
            case EffectWriterOutcome.Written:
                _written.Add(notice.Count, _client, name);
                break;
            case EffectWriterOutcome.FailedAttempt:
                _failedAttempts.Add(1, _client, name);
                break;
            case EffectWriterOutcome.DroppedQueueFull:
                Dropped("queue_full");
                break;
            case EffectWriterOutcome.DroppedAfterAttempts:
                Dropped("attempts");
                break;
            case EffectWriterOutcome.DroppedAtStop:
                Dropped("stop");
                break;
            default:
                throw new UnreachableException();
        }

        void Dropped(string reason) => (_isOwnMeter && _isDisposed ? DroppedAfterDisposal.Value : _dropped).Add(notice.Count, _client, name, new("growthbook.reason", reason));
    }

    public void Failed(EffectFailure failure) => _handlerFailures.Add(1, _client, new("growthbook.handler", ReceiverName.Of(failure.Source)));

    public void Refreshed(RefreshResult result, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>("growthbook.result", result.Outcome);
        _refreshes.Add(1, _client, name);
        _refreshDuration.Record(duration.TotalSeconds, _client, name);
    }

    /// <summary>The state is observed and needs no event.</summary>
    public void StreamChanged(StreamState state)
    {
    }

    /// <summary>A meter of a factory lives on with its gauges; they show nothing of this client any more, and do not keep it in memory.</summary>
    public void Dispose()
    {
        (_updater, _remote, _stickyBuckets) = (null, null, null);
        _isDisposed = true;
        if (_isOwnMeter)
            _meter.Dispose();
    }

    private static Counter<long> DroppedOf(Meter meter) =>
        meter.CreateCounter<long>("growthbook.effects.dropped", "{effect}", "Effects that were dropped, by reason.");

    private IEnumerable<Measurement<double>> Age() => _updater?.Current?.Age is { } age
        ? [new Measurement<double>(age.TotalSeconds, _client)]
        : [];

    private IEnumerable<Measurement<double>> Outages()
    {
        if (_remote is { } remote)
            yield return Of("remote_evaluation", remote.Outage);
        if (_stickyBuckets is { } stickyBuckets)
            yield return Of("sticky_buckets", stickyBuckets.Outage);
        if (_updater is { HasCache: true } updater)
            yield return Of("payload_cache", updater.CacheOutage);

        Measurement<double> Of(string component, TimeSpan? outage) =>
            new(outage?.TotalSeconds ?? 0, _client, new("growthbook.component", component));
    }

    private IEnumerable<Measurement<long>> Unread() => _stickyBuckets is { } reader
        ? [Unread("failed", reader.Failures), Unread("skipped", reader.Skips)]
        : [];

    private Measurement<long> Unread(string reason, long count) => new(count, _client, new("growthbook.reason", reason));

    private IEnumerable<Measurement<int>> States() => _updater is { StreamState: var now }
        ? StreamStates.Select(state => new Measurement<int>(state.State == now ? 1 : 0, _client, new("growthbook.state", state.Name)))
        : [];
}
