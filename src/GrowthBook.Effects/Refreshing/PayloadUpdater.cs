using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Holds the payload in use and keeps it fresh. Reading never waits; whatever fails, the last good payload stays. Making
/// one does nothing: <see cref="StartAsync"/> begins, and disposal ends everything within a second.
/// </summary>
public sealed partial class PayloadUpdater : IAsyncDisposable
{
    private readonly PayloadUpdaterOptions _options;
    private readonly ILogger _logger;
    private readonly IPayloadSource _source;
    private readonly Subscribers<PayloadSnapshot> _subscribers;
    private readonly PayloadStore _store;
    private readonly ObserverCalls _observer;
    private readonly UpdateDelays _delays;
    private readonly RefreshJournal _journal;
    private readonly GuardedCache? _guarded;
    private readonly CacheExchange? _cache;
    private readonly PayloadRefresh _refresh;
    private readonly SingleFlight<RefreshResult> _flight;
    private readonly Coalesced _changes;
    private readonly Coalesced _notices;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _ended;
    private readonly object _gate = new();
    private Task<StartResult>? _start;
    private Task _background = Task.CompletedTask;
    private int _isDisposed;

    /// <summary>An updater.</summary>
    /// <param name="source">Where payloads come from.</param>
    /// <param name="options">How they are kept fresh. Default: <c>null</c>, the defaults of the options.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names what is.</exception>
    public PayloadUpdater(IPayloadSource source, PayloadUpdaterOptions? options = null)
    {
        _source = source ?? throw new ArgumentNullException(nameof(source));
        _options = (options ?? new PayloadUpdaterOptions()).ThrowIfInvalid();
        _logger = _options.LoggerFactory.CreateLogger(PayloadLog.Category);
        _ended = _lifetime.Token;
        _subscribers = new Subscribers<PayloadSnapshot>(e => PayloadLog.CallbackFailed(_logger, e, "a subscriber of payloads"));
        _store = new PayloadStore(_options.DecryptionKey, _options.Cache is not null, _subscribers, new PayloadDiagnostics(_logger));
        _observer = new ObserverCalls(_options.Observer, _logger);
        _delays = new UpdateDelays(BetweenRefreshes(_options), _options.Random);
        _journal = new RefreshJournal(_store, _source.Origin, _delays, _options.TimeProvider, _observer, _logger);
        var offer = new StreamOffer();
        if (_options.Cache is { } cache)
        {
            _guarded = new GuardedCache(cache, _options.CacheKey, _options.CacheTimeout, _options.TimeProvider, _logger);
            _cache = new CacheExchange(_guarded, _store, _options, _journal, offer);
        }
        _refresh = new PayloadRefresh(_source, _store, _cache, _options, _journal, offer);
        _flight = new SingleFlight<RefreshResult>(() => _refresh.RunAsync(_ended));
        _changes = new Coalesced(RefreshAnewAsync);
        _notices = new Coalesced(() => _cache!.ReadAsync(_ended));
    }

    /// <summary>An updater of an SDK connection's payload: with the server as its source, the connection's keys, and its stream in that mode.</summary>
    /// <param name="connection">The SDK connection.</param>
    /// <param name="client">Gives the client for a request; see <see cref="HttpPayloadSource"/>.</param>
    /// <param name="options">How the payload is kept fresh; the cache key, the decryption key and the stream come from the connection. Default: <c>null</c>, the defaults.</param>
    /// <returns>The updater, which has done nothing yet.</returns>
    /// <exception cref="ArgumentException">The connection or the options are invalid; the message names what is.</exception>
    public static PayloadUpdater ForConnection(SdkConnection connection, Func<HttpClient> client, PayloadUpdaterOptions? options = null)
    {
        options ??= new PayloadUpdaterOptions();
        var source = new HttpPayloadSource(connection, client, options.TimeProvider);
        var isStreaming = options.Mode == PayloadUpdateMode.Streaming;
        return new PayloadUpdater(source, options with
        {
            CacheKey = connection.CacheKey,
            DecryptionKey = connection.DecryptionKey,
            Stream = isStreaming ? options.Stream ?? new PayloadStream(connection, client, null, options.TimeProvider) : null,
        });
    }

    /// <summary>The payload in use; <c>null</c> before there is one.</summary>
    public PayloadSnapshot? Current => _store.Current;

    /// <summary>Whether <see cref="StartAsync"/> was called.</summary>
    internal bool HasBegun => Volatile.Read(ref _start) is not null;

    /// <summary>How it stands with the stream of changes.</summary>
    public StreamState StreamState => _observer.StreamState;

    /// <summary>Why the last refresh failed, not counting those left to another process; <c>null</c> when it did not.</summary>
    public PayloadFailure? LastFailure => _journal.LastFailure;

    /// <summary>How many refreshes failed in a row, not counting those left to another process; 0 when the last one did not.</summary>
    public int ConsecutiveFailures => _journal.Failures;

    /// <summary>
    /// Begins: takes the initial payload, then the one of the cache, asks the source unless the cached one is young
    /// enough, and goes on keeping it fresh. Only the first call begins; every call waits for the same start.
    /// </summary>
    /// <param name="timeout">How long to wait, zero or more; <see cref="Timeout.InfiniteTimeSpan"/> waits without end. The start goes on behind it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the start.</param>
    /// <returns>Where the payload in use came from. No failure of loading is an exception.</returns>
    /// <exception cref="ObjectDisposedException">The updater is disposed.</exception>
    public async Task<StartResult> StartAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        Task<StartResult> start;
        lock (_gate)
            start = _start ??= Task.Run(BeginAsync, CancellationToken.None);
        try
        {
            return await start.WaitAsync(timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var reason = FormattableString.Invariant($"no answer within {timeout.TotalSeconds:0.###} s; loading goes on");
            return Current is null ? new StartResult(PayloadOrigin.Timeout, reason) : Standing(reason);
        }
    }

    /// <summary>
    /// Asks the source now. One refresh runs at a time: who calls while one runs waits for that one.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the refresh that others wait for too.</param>
    /// <returns>What became of it. No failure of loading is an exception.</returns>
    /// <exception cref="ObjectDisposedException">The updater is disposed.</exception>
    public Task<RefreshResult> RefreshAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        _refresh.Demand();
        return _flight.RunAsync(cancellationToken).OrCancelled(_ended);
    }

    /// <summary>
    /// In <see cref="PayloadUpdateMode.OnDemand"/>, begins a refresh in the background if the payload is past its time
    /// to live and none runs; after failures it waits longer each time. Never waits, and is cheap enough for each evaluation.
    /// </summary>
    public void EnsureFresh()
    {
        if (_options.Mode == PayloadUpdateMode.OnDemand && _journal.IsRefreshDue() && Volatile.Read(ref _isDisposed) == 0)
            _ = _flight.Start();
    }

    /// <summary>Hears of every payload that comes into use; not of confirmations of the one in use.</summary>
    /// <param name="callback">Called with the payloads in their order, one call at a time, by the thread that brought the payload: quick. What it throws is logged.</param>
    /// <returns>What to dispose to hear no more; a call under way may still end.</returns>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback) =>
        _subscribers.Add(callback ?? throw new ArgumentNullException(nameof(callback)));

    /// <summary>Ends the stream, the polling and what is being fetched. The payload stays readable.</summary>
    /// <returns>A task that ends within a second.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _lifetime.Cancel();
        var all = EndAsync();
        // Only a source, a cache or a callback that does not heed its cancellation can take longer.
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(500))).ConfigureAwait(false);
        _observer.StreamChanged(StreamState.Off);
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
        await _notices.WhenIdleAsync().ConfigureAwait(false);
        await _flight.WhenIdleAsync().ConfigureAwait(false);
        if (_guarded is not null)
            await _guarded.WhenIdleAsync().ConfigureAwait(false);
    }

    private static TimeSpan BetweenRefreshes(PayloadUpdaterOptions options) =>
        options.Mode == PayloadUpdateMode.OnDemand ? options.LifetimeOf(CacheLifetime.Unknown).MaxAge.GetValueOrDefault() : options.PollingInterval;

    private void ThrowIfDisposed() => Platform.ThrowIfDisposed(Volatile.Read(ref _isDisposed) == 1, this);
}
