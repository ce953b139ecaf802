namespace GrowthBook.Client;

/// <content>Writes what is queued, and ends the client.</content>
public sealed partial class GrowthBookClient
{
    /// <summary>The least time for the disposal of the parts, however long the queues took.</summary>
    private static readonly TimeSpan LeastForParts = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _stopTimeout;
    private readonly bool _logsMessages;
    private readonly Lazy<Task> _end;

    /// <summary><c>null</c> without sinks.</summary>
    private readonly ProcessEnd? _processEnd;

    /// <summary>The ticks of the stop timeout that flushes of a stopping host have taken.</summary>
    private long _flushingAtStop;

    /// <summary>Waits until all queued effects are written or counted as dropped.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when none of these effects is queued.</returns>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_writers.Select(writer => writer.FlushAsync(cancellationToken)));

    /// <summary>
    /// Waits until all queued effects are written or counted as dropped, at most for a time. Use it where a sink can fail for long, such as
    /// at the end of a function or a job.
    /// </summary>
    /// <param name="timeout">How long to wait, from zero to a day, or <see cref="Timeout.InfiniteTimeSpan"/>; zero does not wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it was done in time, and the effects that are left per sink. They stay queued, and the client goes on writing them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "the timeout must be from zero to a day, or infinite");
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = timeout <= TimeSpan.Zero ? new CancellationTokenSource() : Time.CancelAfter(timeout);
        if (timeout == TimeSpan.Zero)
            deadline.Cancel();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await FlushAsync(either.Token).ConfigureAwait(false);
            return new FlushResult([]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FlushResult(
            [
                .. from writer in _writers
                   let queued = writer.Counts.Queued
                   where queued > 0
                   select new QueuedEffects(writer.Name, queued),
            ]);
        }
    }

    /// <summary>
    /// Stops the updates of the payload, and writes the queued effects within
    /// <see cref="EffectWriterOptions.StopTimeout"/>; the rest is counted as dropped. Evaluation still works afterwards, and its
    /// effects are counted as dropped. Then it disposes of the parts that a builder of <c>AddGrowthBook</c> made for it by their class or by a
    /// function, in what is left of that time, one second at least; not of parts that it was given.
    /// </summary>
    /// <returns>A task that completes when the client has stopped. The same for each call.</returns>
    public ValueTask DisposeAsync() => new(_end.Value);

    /// <summary>
    /// Disposes of the client as <see cref="DisposeAsync"/> does, and blocks until that is done. Prefer <c>await using</c>, which
    /// blocks no thread.
    /// </summary>
    public void Dispose() => Detached.Run(() => _end.Value).GetAwaiter().GetResult();

    /// <summary>
    /// Writes queued effects within the stop timeout; the rest stays queued. The disposal has what this left of the timeout.
    /// </summary>
    internal async Task FlushInTimeAsync(CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        try
        {
            await FlushAsync(_stopTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The disposal that follows counts the rest as dropped.
        }
        finally
        {
            Interlocked.Add(ref _flushingAtStop, Time.GetElapsedTime(started).Ticks);
        }
    }

    /// <summary>
    /// Writes queued effects within the stop timeout, or waits for a disposal in progress, by the clock of the system, as no other may go on when the
    /// process ends. Blocks.
    /// </summary>
    internal void FlushAtProcessEnd()
    {
        var queued = _writers.Sum(writer => writer.Counts.Queued);
        if (_end is { IsValueCreated: true, Value: var end })
        {
            WaitAtProcessEnd(end, queued);
            return;
        }
        if (queued == 0)
            return;
        ClientLog.NotDisposed(_logger, queued, _stopTimeout);
        _ = Task.WaitAny([Detached.Run(() => FlushAsync())], _stopTimeout);
    }

    /// <summary>Waits for the disposal, which also has parts that write by themselves.</summary>
    private void WaitAtProcessEnd(Task end, int queued)
    {
        if (end.IsCompleted)
            return;
        var limit = _stopTimeout + LeastForParts;
        if (queued > 0)
            ClientLog.NotAwaited(_logger, queued, limit);
        _ = Task.WaitAny([end], limit);
    }

    private async Task EndAsync()
    {
        try
        {
            await EndPartsAsync().ConfigureAwait(false);
        }
        finally
        {
            _processEnd?.Dispose(); // Last: until then the end of the process waits.
        }
    }

    private async Task EndPartsAsync()
    {
        var started = Time.GetTimestamp();
        var updates = _updater.DisposeAsync().AsTask();
        // The flush of a host that stops is a part of the stop.
        var limit = BackOff.Max(_stopTimeout - TimeSpan.FromTicks(Interlocked.Read(ref _flushingAtStop)), TimeSpan.Zero);
        await Task.WhenAll(_writers.Select(writer => writer.StopWithinAsync(limit))).ConfigureAwait(false);
        await updates.ConfigureAwait(false);
        if (_remoteChanges is not null)
            await _remoteChanges.DisposeAsync().ConfigureAwait(false);
        _remote?.Dispose();
        if (!MadeParts.IsEmpty)
            await PartDisposal.RunAsync(MadeParts, BackOff.Max(limit - Time.GetElapsedTime(started), LeastForParts), Time, _logger, _logsMessages).ConfigureAwait(false);
        _metrics.Dispose();
        _ownHttpClient?.Dispose();
    }
}
