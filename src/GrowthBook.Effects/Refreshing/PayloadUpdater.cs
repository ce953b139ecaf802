using System.ComponentModel;

namespace GrowthBook.Client;

/// <summary>
/// Holds the payload in use and refreshes it. Reading never blocks; after a failure the last good payload stays in use.
/// Thread-safe. See <see cref="GrowthBookClient.Updater"/>.
/// </summary>
public sealed partial class PayloadUpdater : IAsyncDisposable
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromMilliseconds(500);

    private readonly PayloadUpdaterSettings _settings;
    private readonly GuardedLogger _logger;
    private readonly IPayloadSource _source;
    private readonly Subscribers<PayloadSnapshot> _subscribers;
    private readonly PayloadStore _store;
    private readonly GuardedSubscriber _subscriber;
    private readonly PollDelays _pollDelays;
    private readonly ReconnectDelays _reconnectDelays;
    private readonly RefreshJournal _journal;
    private readonly GuardedCache? _guarded;
    private readonly CacheExchange? _cache;
    private readonly PayloadRefresh _refresh;
    private readonly SingleFlight<RefreshResult> _flight;
    private readonly CoalescingTrigger _changes;
    private readonly CoalescingTrigger _streamChanges;
    private readonly RefreshRate _streamRate;
    private readonly StreamPayloads _streamPayloads;
    private readonly CoalescingTrigger _notices;
    private readonly CoalescingTrigger _repeatedNotices;
    private readonly CoalescingTrigger _held;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _ended;
    private readonly object _gate = new();

    /// <summary>Ends when the start has loaded what this machine has.</summary>
    private readonly TaskCompletionSource<bool> _local = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<StartResult>? _start;
    private Task _background = Task.CompletedTask;
    private int _isDisposed;

    /// <summary>Whether the start did not ask the source, so that a client that streams asks it whether it offers a stream.</summary>
    private bool _needsStreamOffer;

    /// <summary>Creates an updater, which does nothing before <see cref="StartAsync(CancellationToken)"/>.</summary>
    /// <param name="source">The source of payloads.</param>
    /// <param name="settings">How to refresh. Default: <c>null</c>, the defaults of the settings.</param>
    /// <exception cref="ArgumentException">The settings are invalid; the message names every fault.</exception>
    internal PayloadUpdater(IPayloadSource source, PayloadUpdaterSettings? settings = null)
    {
        _source = source ?? throw new ArgumentNullException(nameof(source));
        _settings = (settings ?? new PayloadUpdaterSettings()).ThrowIfInvalid();
        _logger = GuardedLogger.Of(_settings.LoggerFactory.CreateLogger(PayloadLog.Category));
        _ended = _lifetime.Token;
        _subscribers = new Subscribers<PayloadSnapshot>(e => RefreshLog.CallbackFailed(_logger, "a subscriber of payloads", FailureText.Of(e, _settings.LogExceptionMessages)));
        _store = new PayloadStore(
            _settings.DecryptionKey, _settings.KeepsText || _settings.Cache is not null, _settings.OlderPayloadDelay, _settings.LifetimeOf, _subscribers,
            new PayloadDiagnostics(_logger, _settings.TimeProvider));
        _subscriber = new GuardedSubscriber(_settings.Subscriber, _logger) { LogsMessages = _settings.LogExceptionMessages };
        _pollDelays = new PollDelays(_settings.BetweenRefreshes, _settings.Random);
        _reconnectDelays = new ReconnectDelays(_settings.Random);
        _journal = new RefreshJournal(_store, _source.Origin, _pollDelays, _settings.TimeProvider, _subscriber, _logger)
        {
            Mode = _settings.Mode,
            IsWatched = _source is IPayloadChanges,
        };
        _held = new CoalescingTrigger(RefreshHeldAsync);
        if (_settings.Mode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming)
            _journal.Held += _held.Trigger;
        var stream = new StreamAvailability();
        FleetRefresh? fleet = null;
        if (_settings.Cache is { } cache)
        {
            _guarded = new GuardedCache(cache, _settings.CacheKey, _settings.MaxPayloadBytes, _settings.CacheTimeout, _settings.TimeProvider, _logger)
            {
                LogsMessages = _settings.LogExceptionMessages || cache is FilePayloadCache, // the messages of files have paths
            };
            _cache = new CacheExchange(_guarded, _store, _settings, _journal, stream);
            fleet = _guarded.IsShared ? new FleetRefresh(_guarded, _cache, _store, _settings) : null;
        }
        _refresh = new PayloadRefresh(_source, _store, _cache, fleet, _settings, _journal, stream);
        _flight = new SingleFlight<RefreshResult>(() => _refresh.RunAsync(_ended));
        _changes = new CoalescingTrigger(RefreshAgainAsync);
        _streamRate = new RefreshRate(_settings.TimeProvider, _settings.Random);
        _streamChanges = new CoalescingTrigger(RefreshAfterEventAsync);
        _streamPayloads = new StreamPayloads(_refresh, _source.Origin, _settings.TimeProvider, _settings.Random, _ended);
        _notices = new CoalescingTrigger(ReadNoticedAsync);
        _repeatedNotices = new CoalescingTrigger(RepeatNoticeAsync);
    }

    /// <summary>Creates an updater whose source is the server of an SDK connection.</summary>
    /// <param name="connection">The SDK connection.</param>
    /// <param name="client">Returns the HTTP client for a request.</param>
    /// <param name="settings">How to refresh; the connection determines the cache key, the decryption key and the stream. Default: <c>null</c>, the defaults.</param>
    /// <returns>The updater.</returns>
    /// <exception cref="ArgumentException">The connection or the settings are invalid; the message names every fault.</exception>
    internal static PayloadUpdater ForConnection(SdkConnection connection, Func<HttpClient> client, PayloadUpdaterSettings? settings = null)
    {
        settings ??= new PayloadUpdaterSettings();
        var source = new HttpPayloadSource(connection, client, settings.TimeProvider);
        var isStreaming = settings.Mode == PayloadUpdateMode.Streaming;
        return new PayloadUpdater(source, settings with
        {
            CacheKey = connection.CacheKey,
            DecryptionKey = connection.DecryptionKey,
            Stream = isStreaming ? settings.Stream ?? new PayloadStream(connection, client, null, settings.TimeProvider) : null,
        });
    }

    /// <summary>The payload in use; <c>null</c> before the first one.</summary>
    public PayloadSnapshot? Current => _store.Current;

    /// <summary>Whether the updater was started.</summary>
    internal bool HasStarted => Volatile.Read(ref _start) is not null;

    /// <summary>The state of the stream of changes.</summary>
    public StreamState StreamState => _subscriber.StreamState;

    /// <summary>The failure of the last refresh, ignoring those left to another process; <c>null</c> if it succeeded.</summary>
    public PayloadFailure? LastFailure => _journal.LastFailure;

    /// <summary>The number of refreshes that failed in a row, ignoring those left to another process; 0 if the last one succeeded.</summary>
    public int ConsecutiveFailures => _journal.Failures;

    /// <summary>The server's answer that is held because its date is before that of the payload in use; <c>null</c> if there is none.</summary>
    internal HeldAnswer? Held => _store.Held;

    /// <summary>
    /// Refreshes from the source now. One refresh runs at a time: a call during a refresh waits for that refresh. While the
    /// server asks to wait (<c>Retry-After</c>, at most five minutes), the result is its last failure, without a request.
    /// </summary>
    /// <param name="cancellationToken">Cancels the waiting, not the refresh, which other callers may share.</param>
    /// <returns>The result; a failed refresh is a result and not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The updater is disposed, also during the call.</exception>
    public Task<RefreshResult> RefreshAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        _refresh.Force();
        return OrDisposedAsync(_flight.RunAsync(cancellationToken).OrCancelled(_ended), cancellationToken);
    }

    /// <summary>
    /// Refreshes from the source after the refresh in progress, if there is one. With <paramref name="force"/>, the source's
    /// answer replaces the payload in use although its date is earlier, and the source is asked although it asked to wait.
    /// Such calls that wait for the refresh in progress share the next one.
    /// </summary>
    /// <param name="force">Whether to do so; <c>false</c> is <see cref="RefreshAsync(CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the refresh, which other callers may share.</param>
    /// <returns>The result; a failed refresh is a result and not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The updater is disposed, also during the call.</exception>
    public Task<RefreshResult> RefreshAsync(bool force, CancellationToken cancellationToken = default)
    {
        if (!force)
            return RefreshAsync(cancellationToken);
        ThrowIfDisposed();
        return OrDisposedAsync(_flight.RunAfterwardsAsync(_refresh.ForceAnyDate, cancellationToken).OrCancelled(_ended), cancellationToken);
    }

    /// <summary>Takes a payload that the server sent by itself, if it is usable and not older than the payload in use.</summary>
    internal Task<RefreshResult> TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _refresh.TakeAsync(json, PayloadOrigin.Network, Confirmation.Now(_settings.TimeProvider), cancellationToken);
    }

    /// <summary>
    /// In <see cref="PayloadUpdateMode.OnDemand"/>: starts a refresh in the background if the payload is past its time to live,
    /// no refresh runs, and the back-off after the last failure is over. Never blocks; cheap enough for each user.
    /// </summary>
    public void EnsureFresh()
    {
        if (_settings.Mode == PayloadUpdateMode.OnDemand && _journal.IsRefreshDue() && Volatile.Read(ref _isDisposed) == 0)
            _ = _flight.Start();
    }

    /// <summary>Subscribes to new payloads; a confirmation of the payload in use is not reported.</summary>
    /// <param name="callback">Called with the payloads in order, one call at a time, by the thread that brought the payload; must be quick. Its exceptions are logged.</param>
    /// <returns>Dispose it to unsubscribe; a call in progress may still end.</returns>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback) =>
        _subscribers.Add(callback ?? throw new ArgumentNullException(nameof(callback)));

    /// <summary>Subscribes to new payloads, beginning with the payload in use.</summary>
    /// <param name="callback">As of <see cref="Subscribe(Action{PayloadSnapshot})"/>.</param>
    /// <param name="withCurrent">
    /// Whether to call it with the payload in use, if there is one, before this method returns; each later payload follows once.
    /// <c>false</c> is <see cref="Subscribe(Action{PayloadSnapshot})"/>.
    /// </param>
    /// <returns>Dispose it to unsubscribe; a call in progress may still end.</returns>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback, bool withCurrent) =>
        withCurrent ? _store.SubscribeFromCurrent(callback ?? throw new ArgumentNullException(nameof(callback))) : Subscribe(callback);

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

    /// <summary>Whether payloads are cached.</summary>
    internal bool HasCache => _guarded is not null;

    /// <summary>How long the outage of the cache has lasted; <c>null</c> without an outage.</summary>
    internal TimeSpan? CacheOutage => _guarded?.Outage;

    /// <summary>Reports the state of a stream that the updater does not follow itself.</summary>
    internal void ReportStream(StreamState state) => _subscriber.StreamChanged(state);

    /// <summary>Stops the stream, polling and refreshes. The payload stays readable.</summary>
    /// <returns>A task that ends within a second.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _lifetime.Cancel();
        // Only a source, a cache or a callback that ignores its cancellation takes longer.
        await Task.WhenAny(EndAsync(), Task.Delay(DisposalLimit)).ConfigureAwait(false);
        _subscriber.StreamChanged(StreamState.Off);
    }

    private async Task EndAsync()
    {
        Task? start;
        lock (_gate)
            start = _start;
        if (start is not null)
            await Task.WhenAny(start).ConfigureAwait(false);
        await Task.WhenAny(_background).ConfigureAwait(false);
        await _changes.WhenIdleAsync().ConfigureAwait(false);
        await _streamChanges.WhenIdleAsync().ConfigureAwait(false);
        await _streamPayloads.WhenIdleAsync().ConfigureAwait(false);
        await _repeatedNotices.WhenIdleAsync().ConfigureAwait(false);
        await _notices.WhenIdleAsync().ConfigureAwait(false);
        await _held.WhenIdleAsync().ConfigureAwait(false);
        await _flight.WhenIdleAsync().ConfigureAwait(false);
        if (_guarded is not null)
            await _guarded.WhenIdleAsync().ConfigureAwait(false);
    }

    /// <summary>A wait that the disposal ends throws what a call after the disposal does.</summary>
    private async Task<T> OrDisposedAsync<T>(Task<T> wait, CancellationToken cancellationToken)
    {
        try
        {
            return await wait.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw DisposedClient.New();
        }
    }

    private void ThrowIfDisposed() => DisposedClient.ThrowIf(Volatile.Read(ref _isDisposed) == 1);
}
