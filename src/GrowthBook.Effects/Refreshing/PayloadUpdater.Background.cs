namespace GrowthBook.Client;

/// <content>The background work from the start until disposal.</content>
public sealed partial class PayloadUpdater
{
    private static readonly TimeSpan PauseOfReads = TimeSpan.FromSeconds(1);

    /// <summary>Runs until disposal; restarts after a source or a cache of the application has thrown an exception.</summary>
    private async Task KeepRunningAsync(string name, Func<Task> run)
    {
        while (true)
        {
            try
            {
                await run().ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var delay = _reconnectDelays.AfterEnd(null);
                RefreshLog.BackgroundFailed(_logger, name, delay, FailureText.Of(e, _settings.LogExceptionMessages));
                await _settings.TimeProvider.DelayAsync(delay, _ended).ConfigureAwait(false);
            }
        }
    }

    private Task KeepFreshAsync() => _settings.Mode switch
    {
        PayloadUpdateMode.Polling => PollAsync(_ended),
        PayloadUpdateMode.Streaming => StreamAsync(_settings.Stream!),
        PayloadUpdateMode.OnDemand => LoadOnceAsync(),
        PayloadUpdateMode.Manual => Task.CompletedTask,
    };

    /// <summary>Refreshes after the back-off until there is a payload: a program that waits for its first payload makes no users.</summary>
    private async Task LoadOnceAsync()
    {
        while (Current is null)
        {
            if (_journal.UntilDue is var wait && wait > TimeSpan.Zero)
                await _settings.TimeProvider.DelayAsync(wait, _ended).ConfigureAwait(false);
            else
                await _flight.RunAsync(_ended).ConfigureAwait(false);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _settings.TimeProvider.DelayAsync(_pollDelays.Next(_journal.State), cancellationToken).ConfigureAwait(false);
            await _flight.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(PayloadStream stream)
    {
        var follower = new StreamFollower(
            stream, new StreamUpdates(_refresh, _streamPayloads, _streamChanges.Trigger, PollAsync, _subscriber), _reconnectDelays, _settings.TimeProvider,
            GuardedLogger.Of(_settings.LoggerFactory.CreateLogger(StreamLog.Category)));
        if (_needsStreamOffer && _refresh.NeedsStreamOffer)
            await _flight.RunAsync(_ended).ConfigureAwait(false);
        await follower.RunAsync(requiresOffer: !_settings.StreamWithoutOffer, _ended).ConfigureAwait(false);
    }

    /// <summary>Refreshes when the source reports a change.</summary>
    private async Task WatchAsync()
    {
        if (_source is IPayloadChanges changes)
            await (changes.WatchAsync(_changes.Trigger, _ended) ?? throw NullResultException.Of(changes, nameof(changes.WatchAsync), "return a task that ends when it is cancelled")).ConfigureAwait(false);
    }

    /// <summary>Reads the shared cache when another process has written it.</summary>
    private async Task ListenAsync()
    {
        if (_guarded is not { IsShared: true } shared)
            return;
        IAsyncDisposable? subscription;
        while ((subscription = await shared.TrySubscribeAsync(_notices.Trigger, _ended).ConfigureAwait(false)) is null)
            await _settings.TimeProvider.DelayAsync(_reconnectDelays.AfterEnd(null), _ended).ConfigureAwait(false);
        try
        {
            _notices.Trigger();
            await Task.Delay(Timeout.Infinite, _ended).ConfigureAwait(false);
        }
        finally
        {
            await shared.ReleaseAsync(subscription).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what another process has written. A read that failed is repeated, because no other notice may come.</summary>
    private async Task ReadNoticedAsync()
    {
        if (!await _cache!.TryReadAsync(_ended).ConfigureAwait(false))
            _repeatedNotices.Trigger();
    }

    /// <summary>Repeats a notice after one to two seconds. A notice that comes meanwhile is read at once.</summary>
    private async Task RepeatNoticeAsync()
    {
        await _settings.TimeProvider.DelayAsync(BackOff.WithJitter(PauseOfReads, _settings.Random()), _ended).ConfigureAwait(false);
        _notices.Trigger();
    }

    /// <summary>Refreshes after the refresh in progress has ended, because it may have fetched before the change, and after a pause that the server asked for.</summary>
    private async Task RefreshAgainAsync()
    {
        await _flight.WhenIdleAsync().OrCancelled(_ended).ConfigureAwait(false);
        while (_journal.Pause is var pause && pause > TimeSpan.Zero)
            await _settings.TimeProvider.DelayAsync(BackOff.WithJitter(pause, _settings.Random() / 10), _ended).ConfigureAwait(false);
        await _flight.RunAfterwardsAsync(_refresh.Force, _ended).ConfigureAwait(false);
    }

    /// <summary>Refreshes after an event of the stream, at the rate of <see cref="RefreshRate"/>.</summary>
    private async Task RefreshAfterEventAsync()
    {
        await _streamRate.WaitAsync(_ended).ConfigureAwait(false);
        await RefreshAgainAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Refreshes when an answer with an older date has been held long enough: the next poll may be much later, and a client that
    /// streams sends no request while its stream is open.
    /// </summary>
    private async Task RefreshHeldAsync()
    {
        if (_store.Held is not { } held)
            return;
        await _settings.TimeProvider.DelayAsync(held.Remaining, _ended).ConfigureAwait(false);
        if (_store.Held is not null)
            await RefreshAgainAsync().ConfigureAwait(false);
    }
}
