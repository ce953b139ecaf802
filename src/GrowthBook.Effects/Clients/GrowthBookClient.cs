using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// The client around the pure evaluator: holds the payload and keeps it fresh, creates users, and delivers the effects of
/// their evaluations. Use one per process and SDK connection; used by any number of
/// threads. The constructor does no I/O; <see cref="StartAsync(CancellationToken)"/> begins.
/// </summary>
/// <example><code>
/// await using var growthBook = new GrowthBookClient(new GrowthBookOptions { ClientKey = "sdk-abc123" });
/// await growthBook.StartAsync(TimeSpan.FromSeconds(3));
/// var user = await growthBook.UserAsync(new Attributes { ["id"] = "user-1" });
/// if (user.IsOn("new-checkout")) { … }
/// </code></example>
[JsonConverter(typeof(LiveRecordJsonConverter<GrowthBookClient>))]
public sealed partial class GrowthBookClient : IAsyncDisposable, IDisposable
{
    private readonly TimeSpan? _timeBetweenRefreshes;
    private readonly PayloadUpdater _updater;
    private readonly RemoteEvaluation? _remote;
    private readonly RemoteChanges? _remoteChanges;
    private readonly StickyBucketReader? _stickyBuckets;
    private readonly ImmutableArray<BackgroundEffectWriter> _writers;
    private readonly ClientMetrics _metrics;
    private readonly HttpClient? _ownHttpClient;
    private readonly RemoteEvaluationReport _remoteReport;
    private readonly GuardedLogger _logger;

    /// <summary>A client.</summary>
    /// <param name="options">The options, read once; later changes have no effect.</param>
    /// <param name="services">The parts that are objects. Default: <c>null</c>, none.</param>
    /// <exception cref="ArgumentException">The options are invalid, or a part is null; the message names every fault.</exception>
    public GrowthBookClient(GrowthBookOptions options, ClientServices? services = null)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        services ??= new ClientServices();
        var faults = options.Validate(services.Source is not null);
        if (!faults.IsEmpty)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        services.ThrowIfNullsAreAmong();
        services = services with { LoggerFactory = ClientLoggers.Of(services.LoggerFactory, services.Name) };

        _secureAttributes = OptionText.Names(options.SecureAttributes) ?? [];
        _salt = options.SecureAttributeSalt ?? "";
        _stopTimeout = options.Writer.StopTimeout;
        _logsMessages = options.LogExceptionMessages;
        _template = TemplateOf(options, Hashed(services.GlobalAttributes));
        _stickyBucketNames = new StickyBucketNames(OptionText.Names(options.StickyBucketIdentifierAttributes) ?? []);
        SessionWithoutBuckets = new UserSession(this, null, _template);
        _timeBetweenRefreshes = TimeBetweenRefreshes(options);
        Time = services.TimeProvider;
        var http = services.HttpClient is { } given ? NotNull(given) : Own(_ownHttpClient = GrowthBookHttp.CreateClient());
        _metrics = new ClientMetrics(services.Name, services.MeterFactory);
        _updater = CreateUpdater(options, services, http, _metrics);
        _metrics.Observe(_updater);
        _logger = GuardedLogger.Of(services.LoggerFactory.CreateLogger(ClientLog.Category));
        var identifiers = new IdentifierValues(_logger);
        Faults = new EvaluationFaults(_metrics, _logger, options.RemoteEvaluation);
        ExperimentUsers = new PayloadExperimentUsers(_logger, identifiers) { UsageAttribute = UsageAttribute(options, services) };
        CodeExperiments = new CodeExperiments(_logger, identifiers);
        _namedAttributes = NamedAttributes.Of(_logger, NamedOptions(options, services));
        IsRegistered = services.IsRegistered;
        OptionWarnings.Warn(_logger, options, services, Faults);
        if (!options.RemoteEvaluation)
        {
            var references = new DoubtfulReferences(_logger);
            _updater.Subscribe(snapshot => references.Check(snapshot.Payload));
            MisnamedAttributes = new MisnamedAttributes(_logger);
            _updater.Subscribe(snapshot => MisnamedAttributes.Begin(snapshot.Payload));
            _updater.Subscribe(snapshot => ExperimentUsers.Begin(snapshot.Payload));
            ForcedByUsers = new ForcedKeys(_logger, "a user");
            var forced = new ForcedKeys(_logger, "the options");
            if (ForcedKeys.AreIn(_template))
                _updater.Subscribe(snapshot => forced.Check(snapshot.Payload, _template));
        }
        _remoteReport = new RemoteEvaluationReport(_metrics, _logger, services.TimeProvider);
        if (options.RemoteEvaluation)
        {
            _remote = new RemoteEvaluation(options.Connection(), http, options.Remote(), services.TimeProvider, _remoteReport.Recovered);
            _remoteChanges = Changes(_remote, options, services, http);
        }

        var effectsLogger = GuardedLogger.Of(services.LoggerFactory.CreateLogger(ClientLog.EffectsCategory));
        var sinks = services.Sinks;
        if (services.StickyBuckets is not null)
            sinks = sinks.Insert(0, new StickyBucketSink(services.StickyBuckets));
        _writers = [.. sinks.Select(sink => Writer(sink, options, services, effectsLogger))];
        PendingStickyBuckets? pending = null;
        if (services.StickyBuckets is { } store)
        {
            ExperimentUsers.SeeStickyBuckets();
            pending = new PendingStickyBuckets(_writers[0]);
            _stickyBuckets = new StickyBucketReader(store, options.StickyBucketTimeout, effectsLogger, services.TimeProvider, pending) { LogsMessages = options.LogExceptionMessages, Names = _stickyBucketNames };
        }
        _metrics.Observe(_remote, _stickyBuckets);
        Keyless = new KeylessAssignments(effectsLogger);
        Unread = new UnreadAssignments(_logger);
        LostExposures = LostExposures.Of(services, _logger);
        Effects = new EffectPipeline(
            Receivers(options, services, pending), default, OptionText.Names(options.DeduplicationAttributes) ?? [DefaultUsageAttribute], effectsLogger, services.TimeProvider, _metrics.Failed)
        {
            LogsMessages = options.LogExceptionMessages,
            Given = CheckGiven,
        };
        _end = new Lazy<Task>(EndAsync);
        _processEnd = _writers.IsEmpty ? null : new ProcessEnd(this);
    }

    /// <summary>The payload in use with its origin and age; <c>null</c> before the first payload.</summary>
    public PayloadSnapshot? Current => _updater.Current;

    /// <summary>The payload in use; <see cref="Payload.Empty"/> before the first one.</summary>
    public Payload Payload => _updater.Current?.Payload ?? Payload.Empty;

    /// <summary>Keeps the payload fresh: its failures and the state of its stream.</summary>
    public PayloadUpdater Updater => _updater;

    /// <summary>
    /// Delivers the effects of the client's users, and any effects that are passed to it, to observers, handlers and sinks. Failures
    /// of sinks are in <see cref="WriterCounts"/>.
    /// </summary>
    public EffectPipeline Effects { get; }

    /// <summary>The counts of effects per sink: first the sticky bucket store, if there is one, then the sinks in their order.</summary>
    public ImmutableArray<EffectWriterCounts> WriterCounts => [.. _writers.Select(writer => writer.Counts)];

    /// <summary>The last failure during an outage of remote evaluation; <c>null</c> without an outage.</summary>
    internal PayloadFailure? RemoteFailure => _remote?.LastFailure;

    /// <summary>The last failure during an outage of the sticky bucket store; <c>null</c> without an outage.</summary>
    internal string? StickyBucketFailure => _stickyBuckets is { Outage: not null } store ? store.LastFailure : null;

    /// <summary>Whether the client has a sticky bucket store.</summary>
    internal bool HasStickyBuckets => _stickyBuckets is not null;

    /// <summary>Whether a sink ignores its cancellation, so that its effects wait.</summary>
    internal bool HasStalledSink => _writers.Any(writer => writer.IsStalled);

    /// <summary>Whether <c>AddGrowthBook</c> created the client. Default: <c>false</c>.</summary>
    internal bool IsRegistered { get; }

    /// <summary>The parts that <c>AddGrowthBook</c> made for the client, of which it disposes. Default: none.</summary>
    internal ImmutableArray<object> MadeParts { get; init; } = [];

    internal TimeProvider Time { get; }

    /// <summary>Starts loading the payload and keeping it fresh, and waits until there is one or the first attempt failed.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the start.</param>
    /// <returns>The origin of the current payload. A failure to load it does not throw.</returns>
    /// <exception cref="ObjectDisposedException">The client is disposed, also during the call.</exception>
    public Task<StartResult> StartAsync(CancellationToken cancellationToken = default) =>
        _updater.StartAsync(cancellationToken);

    /// <summary>Loads the payload of a source in memory before it returns, and starts: a container without a host starts no client.</summary>
    internal void StartFromMemory()
    {
        _updater.LoadFromMemory();
        _ = _updater.StartAsync(TimeSpan.Zero);
    }

    /// <summary>Starts loading the payload and keeping it fresh. Every call waits for the same start.</summary>
    /// <param name="timeout">How long to wait, from zero to a day, or <see cref="Timeout.InfiniteTimeSpan"/>; zero does not wait. The start continues in the background.</param>
    /// <param name="cancellationToken">Cancels the wait, not the start.</param>
    /// <returns>The origin of the current payload. A failure to load it does not throw.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, also during the call.</exception>
    public Task<StartResult> StartAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _updater.StartAsync(timeout, cancellationToken);

    /// <summary>
    /// Refreshes the payload from its source; one refresh runs at a time. With remote evaluation, each user's answer is requested again at
    /// its next use.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait, not the refresh.</param>
    /// <returns>The result of the refresh. A failure to load is a result, not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The client is disposed, also during the call.</exception>
    public Task<RefreshResult> RefreshAsync(CancellationToken cancellationToken = default)
    {
        _remote?.Changed();
        return _updater.RefreshAsync(cancellationToken);
    }

    /// <summary>
    /// Takes a payload that the server sent by itself, such as with a webhook. It is accepted as an answer of the server would be: it must be
    /// usable, and not older than the payload in use. With remote evaluation the rules stay on the server: it is a <see cref="RefreshAsync(CancellationToken)"/>.
    /// </summary>
    /// <param name="json">The UTF-8 JSON text, encrypted if the connection is; must not change later.</param>
    /// <param name="cancellationToken">Cancels writing the payload to the cache.</param>
    /// <returns>The result. An unusable payload is a result, not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task<RefreshResult> TakePayloadAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default) =>
        _remote is null ? _updater.TakeAsync(json, cancellationToken) : RefreshAsync(cancellationToken);

    /// <summary>
    /// Refreshes the payload from its source after the refresh in progress, if there is one. With <paramref name="force"/>, the
    /// server's answer replaces the payload in use although its <c>dateUpdated</c> is earlier, and the server is asked although it
    /// asked to wait. Such calls that wait for the refresh in progress share the next one.
    /// </summary>
    /// <param name="force">Whether to do so; <c>false</c> is <see cref="RefreshAsync(CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends the waiting, not the refresh.</param>
    /// <returns>The result of the refresh. A failure to load is a result, not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The client is disposed, also during the call.</exception>
    public Task<RefreshResult> RefreshAsync(bool force, CancellationToken cancellationToken = default)
    {
        _remote?.Changed();
        return _updater.RefreshAsync(force, cancellationToken);
    }

    /// <summary>Subscribes to payloads that come into use.</summary>
    /// <param name="callback">Called with the payloads in their order, one call at a time; quick.</param>
    /// <returns>The subscription; dispose it to unsubscribe.</returns>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback) => _updater.Subscribe(callback);

    /// <summary>Subscribes to payloads that come into use, beginning with the payload in use.</summary>
    /// <param name="callback">Called with the payloads in their order, one call at a time; quick.</param>
    /// <param name="withCurrent">
    /// Whether to call it with the payload in use, if there is one, before this method returns; each later payload follows once.
    /// <c>false</c> is <see cref="Subscribe(Action{PayloadSnapshot})"/>.
    /// </param>
    /// <returns>The subscription; dispose it to unsubscribe.</returns>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback, bool withCurrent) => _updater.Subscribe(callback, withCurrent);

    /// <summary>Not for use: a callback is not awaited, and an exception of an asynchronous one would end the process.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="callback">An asynchronous function.</param>
    /// <param name="withCurrent">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfSubscription, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IDisposable Subscribe<TTask>(Func<PayloadSnapshot, TTask> callback, bool withCurrent = false)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfSubscription);

    /// <summary>Whether something gets the effects or the counts of evaluations.</summary>
    /// <remarks>The metrics are the only optional receiver. Asked through the pipeline, each evaluation would load it from five objects.</remarks>
    internal bool IsObserved => Effects.AlwaysWantsEffects || _metrics.IsEnabled || _metrics.CountsEvaluations;

    /// <summary>Counts and logs evaluations whose result the caller probably did not expect.</summary>
    internal EvaluationFaults Faults { get; }

    /// <summary>Checks the attributes by which the experiments of the payload choose.</summary>
    internal PayloadExperimentUsers ExperimentUsers { get; }

    /// <summary>Checks the attributes that experiments in code read.</summary>
    internal CodeExperiments CodeExperiments { get; }

    /// <summary>Checks the keys that users force; <c>null</c> with remote evaluation, whose answers may lack features.</summary>
    internal ForcedKeys? ForcedByUsers { get; }

    /// <summary>Checks the names of users' attributes; <c>null</c> with remote evaluation, whose rules are on the server.</summary>
    internal MisnamedAttributes? MisnamedAttributes { get; }

    /// <summary>Warns of assignments that no evaluation finds.</summary>
    internal KeylessAssignments Keyless { get; }

    /// <summary>Warns of assignments of attributes whose stored assignments were not read.</summary>
    internal UnreadAssignments Unread { get; }

    /// <summary>Logs the first exposure; <c>null</c> if a part of the client takes exposures.</summary>
    internal LostExposures? LostExposures { get; }

    internal void Evaluated(FeatureResult result) => _metrics.Evaluated(result.Source);

    /// <summary>Checks effects of evaluations outside of the client's users.</summary>
    private void CheckGiven(Effects effects, Context context)
    {
        if (context.StickyBuckets is not null)
            Keyless.Check(effects);
        LostExposures?.Check(effects);
    }

    /// <summary>
    /// The age above which a payload counts as outdated; <c>null</c> without automatic refreshes. Five minutes, or three intervals
    /// between refreshes if those are longer, leave time for retries.
    /// </summary>
    internal TimeSpan? AgeLimitOf(PayloadSnapshot snapshot)
    {
        if (_timeBetweenRefreshes is not { } between)
            return null;
        var longer = Math.Max(between.Ticks, (snapshot.Lifetime.MaxAge ?? TimeSpan.Zero).Ticks);
        return TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(5).Ticks, 3 * longer));
    }
}
