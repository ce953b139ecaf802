namespace GrowthBook.Client;

/// <content>The end of the writer.</content>
public sealed partial class BackgroundEffectWriter
{
    private readonly CancellationTokenSource _deadline = new();
    private readonly TaskCompletionSource<bool> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _stopped;

    /// <summary>
    /// Stops accepting effects, and writes the queued ones within <see cref="EffectWriterOptions.StopTimeout"/>. Then it cancels
    /// the sink and counts the rest as dropped. A batch of a sink that ignores the cancellation for 250 ms is abandoned and
    /// counted as dropped, even if the sink writes it later.
    /// </summary>
    /// <param name="cancellationToken">Cancels the sink at once.</param>
    /// <returns>A task that completes when nothing is left. The same for each call.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Task stopped;
        lock (_gate)
            stopped = _stopped ??= BeginStop();
        using (cancellationToken.Register(() => _hurry.TrySetResult(true)))
            await stopped.ConfigureAwait(false);
    }

    /// <summary>Stops the writer, as <see cref="StopAsync"/>.</summary>
    /// <returns>A task that completes when nothing is left.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());

    private Task BeginStop()
    {
        _stopping = true;
        _refused = _waiting.Count;
        foreach (var waiting in _waiting)
        {
            _accepted++;
            _dropped++;
            waiting.Admitted.TrySetResult(false);
        }
        _waiting.Clear();
        EndFlushes();
        _wake?.TrySetResult(true);
        _stopRequested.TrySetResult(true);
        var loop = _loop;
        var ended = new CancellationTokenSource();
        var timeout = _time.DelayAsync(_stopTimeout, ended.Token);
        return Detached.Run(() => DrainAsync(loop, timeout, ended));
    }

    private async Task DrainAsync(Task loop, Task timeout, CancellationTokenSource ended)
    {
        using var end = ended;
        await Task.WhenAny(loop, timeout, _hurry.Task).ConfigureAwait(false);
        if (!loop.IsCompleted)
        {
            _ = Task.Run(CancelSink);
            await Task.WhenAny(loop, _time.DelayAsync(Grace, ended.Token)).ConfigureAwait(false);
        }
        ended.Cancel();
        Entry[] queued;
        long first;
        int left;
        lock (_gate)
        {
            queued = [.. _queue];
            first = FirstUnsettled;
            left = queued.Length + _inFlight;
            _dropped += left;
            _queue.Clear();
            _inFlight = _unsettled = 0;
            _settlingDrops.Add(first);
            _isClosed = true;
            left += _refused;
        }
        if (left > 0)
            PipelineLog.DroppedAtStop(_logger, _name, left);
        foreach (var entry in queued)
            entry.Effect.Settle(EffectWriterOutcome.DroppedAtStop);
        Notify(EffectWriterOutcome.DroppedAtStop, left);
        lock (_gate)
            _refused = 0;
        EndSettlingDrop(first);
    }

    private void CancelSink()
    {
        try
        {
            _deadline.Cancel();
        }
        catch (AggregateException)
        {
            // Exceptions of a sink's cancellation callbacks are the sink's.
        }
    }
}
