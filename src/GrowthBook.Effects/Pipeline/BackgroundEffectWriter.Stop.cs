using System.Collections.Immutable;

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
    /// dropped, even if the sink writes it later.
    /// </summary>
    /// <param name="cancellationToken">Cancels the sink at once.</param>
    /// <returns>A task that completes when nothing is left. The same for each call.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        var stopped = StopWithinAsync(_stopTimeout);
        using (cancellationToken.Register(() => _hurry.TrySetResult(true)))
            await stopped.ConfigureAwait(false);
    }

    /// <summary>Stops the writer, as <see cref="StopAsync"/>, with another limit; zero cancels a sink that writes at once.</summary>
    internal Task StopWithinAsync(TimeSpan limit)
    {
        lock (_gate)
            return _stopped ??= BeginStop(limit);
    }

    /// <summary>Stops the writer, as <see cref="StopAsync"/>.</summary>
    /// <returns>A task that completes when nothing is left.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Stops the writer, as <see cref="StopAsync"/>, and blocks until nothing is left.</summary>
    public void Dispose() => Detached.Run(() => StopAsync()).GetAwaiter().GetResult();

    private Task BeginStop(TimeSpan limit)
    {
        _stopping = true;
        _refused = _waiting.Count;
        _lostAtStop = new EffectCounts();
        foreach (var waiting in _waiting)
        {
            _accepted++;
            _dropped++;
            _lostAtStop.Add(waiting.Event.Effect);
            waiting.Admitted.TrySetResult(false);
        }
        _waiting.Clear();
        EndFlushes();
        _wake?.TrySetResult(true);
        _stopRequested.TrySetResult(true);
        var loop = _loop;
        var ended = new CancellationTokenSource();
        var timeout = _time.DelayAsync(limit, ended.Token);
        return Detached.Run(() => DrainAsync(loop, timeout, ended));
    }

    private async Task DrainAsync(Task loop, Task timeout, CancellationTokenSource ended)
    {
        using var end = ended;
        await Task.WhenAny(loop, timeout, _hurry.Task).ConfigureAwait(false);
        if (!loop.IsCompleted)
        {
            _ = Detached.Run(CancelSink);
            await Task.WhenAny(loop, _time.DelayAsync(Grace, ended.Token)).ConfigureAwait(false);
        }
        ended.Cancel();
        ImmutableArray<QueuedEffect> abandoned;
        long first;
        int refused;
        EffectCounts? overload;
        var counted = Task.CompletedTask;
        lock (_gate)
        {
            var inFlight = _pieces.SelectMany(piece => piece.Effects.ToArray()).ToArray();
            abandoned = [.. inFlight, .. _queue.Effects];
            first = FirstUnsettled;
            _dropped += abandoned.Length;
            _queue.Clear();
            _pieces.Clear();
            _inFlight -= inFlight.Length;
            _unsettled -= inFlight.Length;
            _settlingDrops.Add(first);
            _isClosed = true;
            (overload, _overload) = (_overload, null);
            refused = _refused;
            if (_inFlight > 0)
            {
                _lastCounted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                counted = _lastCounted.Task;
            }
        }
        LogEndOfOverload(overload);
        LogLostAtStop(abandoned);
        foreach (var effect in abandoned)
            effect.Settle(EffectWriterOutcome.DroppedAtStop);
        Notify(EffectWriterOutcome.DroppedAtStop, abandoned.Length + refused);
        lock (_gate)
            _refused = 0;
        EndSettlingDrop(first);
        await counted.ConfigureAwait(false);
    }

    private void LogLostAtStop(ImmutableArray<QueuedEffect> abandoned)
    {
        var lost = _lostAtStop!;
        foreach (var effect in abandoned)
            lost.Add(effect.Event.Effect);
        if (lost.Total > 0)
            PipelineLog.DroppedAtStop(_logger, _name, lost.Total, $"{lost}");
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
