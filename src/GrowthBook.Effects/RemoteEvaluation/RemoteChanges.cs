namespace GrowthBook.Client;

/// <summary>
/// Follows the stream of a server that evaluates: after a change, or after the stream was opened and may have missed one, each
/// request is sent again at its next use. Cached results also expire without the stream. Events count at the rate of
/// <see cref="RefreshRate"/>, so that a server that announces changes in a loop does not make every use a request.
/// </summary>
internal sealed class RemoteChanges : IStreamTarget, IAsyncDisposable
{
    private readonly RemoteEvaluation _remote;
    private readonly Action<StreamState> _stateChanged;
    private readonly StreamFollower _follower;
    private readonly bool _requiresOffer;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _ended;
    private readonly RefreshRate _rate;
    private readonly CoalescingTrigger _changes;
    private readonly object _gate = new();
    private Task? _running;

    /// <param name="remote">The remote evaluation; its responses offer the stream.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="requiresOffer">Whether the stream is opened only if a response offers it.</param>
    /// <param name="stateChanged">Receives the states of the stream.</param>
    /// <param name="time">Measures the waits between connections.</param>
    /// <param name="logger">Logs the states of the stream.</param>
    public RemoteChanges(
        RemoteEvaluation remote, PayloadStream stream, bool requiresOffer, Action<StreamState> stateChanged, TimeProvider time, GuardedLogger logger)
    {
        (_remote, _requiresOffer, _stateChanged, _ended) = (remote, requiresOffer, stateChanged, _lifetime.Token);
        _rate = new RefreshRate(time, Platform.NextRandom);
        _changes = new CoalescingTrigger(ChangeAsync);
        _follower = new StreamFollower(stream, this, new ReconnectDelays(Platform.NextRandom), time, logger);
    }

    /// <inheritdoc/>
    public Task StreamOffered => _remote.StreamOffered;

    /// <summary>Starts following the stream, once.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _running) is not null)
            return;
        lock (_gate)
            _running ??= Detached.Run(FollowAsync);
    }

    /// <summary>Closes the stream; a later <see cref="Start"/> has no effect.</summary>
    /// <returns>A task that ends when the stream is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        _lifetime.Cancel();
        Task running;
        lock (_gate)
            running = _running ??= Task.CompletedTask;
        await running.ConfigureAwait(false);
        await _changes.WhenIdleAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    /// <summary>A payload of the stream has the rules, which stay on the server: it only tells that they changed.</summary>
    public Task TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        _changes.Trigger();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void RequestRefresh() => _changes.Trigger();

    /// <inheritdoc/>
    public Task PollAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <inheritdoc/>
    public void StreamChanged(StreamState state) => _stateChanged(state);

    private async Task ChangeAsync()
    {
        await _rate.WaitAsync(_ended).ConfigureAwait(false);
        _remote.Changed();
    }

    private async Task FollowAsync()
    {
        try
        {
            await _follower.RunAsync(_requiresOffer, _ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _stateChanged(StreamState.Off);
        }
    }
}
