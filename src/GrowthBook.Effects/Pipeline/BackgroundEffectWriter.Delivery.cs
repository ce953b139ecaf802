using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <content>
/// The loop that writes batches, and what happens when the sink throws: the batch is retried, then halved, and a single effect
/// that still fails is dropped.
/// </content>
public sealed partial class BackgroundEffectWriter
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private Task _loop = Task.CompletedTask;

    /// <summary>Failed attempts since the last success.</summary>
    private int _failures;

    /// <summary>Whether the loop has noticed a stop.</summary>
    private bool _hurries;

    /// <summary>The task that writes; completed while there are no effects.</summary>
    internal Task Loop
    {
        get
        {
            lock (_gate)
                return _loop;
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await FillBatchAsync().ConfigureAwait(false);
            if (!TryTakeBatch())
                return;
            await WriteBatchAsync().ConfigureAwait(false);
            ReuseBatch();
        }
    }

    /// <summary>Waits until the next batch is full, its first effect has waited long enough, or a flush or a stop is requested.</summary>
    private async Task FillBatchAsync()
    {
        while (true)
        {
            TimeSpan rest;
            Task wake;
            lock (_gate)
            {
                if (_stopping || _queue.Count == 0 || _queue.Count >= _batchSize || _flushTarget > _next - _queue.Count)
                    return;
                rest = _maxDelay - _time.GetElapsedTime(_queue.Since);
                if (rest <= TimeSpan.Zero)
                    return;
                _wake = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                wake = _wake.Task;
            }
            await WaitAsync(rest, wake).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the current batch, or its pieces, until each effect is written or dropped, or the stop's deadline is over.</summary>
    private async Task WriteBatchAsync()
    {
        while (TryPeekPiece(out var piece))
        {
            var events = EventsOf(piece.Effects.Span);
            var failure = await AttemptAsync(events).ConfigureAwait(false);
            var (written, notWritten) = failure is null
                ? (piece.Effects, ReadOnlyMemory<QueuedEffect>.Empty)
                : Split(piece.Effects, EffectWriteException.NotWrittenOf(events, failure));
            var isOver = _deadline.IsCancellationRequested;
            var rest = isOver && !notWritten.IsEmpty ? [piece with { Effects = notWritten }] : RetriesOf(piece, notWritten);
            if (!TryReplacePiece(rest))
                return;
            if (!written.IsEmpty)
            {
                _failures = 0;
                Settle(written, EffectWriterOutcome.Written);
            }
            if (failure is null || notWritten.IsEmpty || isOver)
                continue;
            var delay = NextDelay(failure);
            Log(failure, notWritten.Length, delay, isGivenUp: rest.IsEmpty);
            if (rest.IsEmpty)
                Settle(notWritten, EffectWriterOutcome.DroppedAfterAttempts);
            await BackOffAsync(delay).ConfigureAwait(false);
        }
    }

    /// <summary>Splits effects into those that were written and the others.</summary>
    /// <param name="effects">The effects of an attempt.</param>
    /// <param name="failed">The events that were not written, in the same order.</param>
    private static (ReadOnlyMemory<QueuedEffect> Written, ReadOnlyMemory<QueuedEffect> NotWritten) Split(
        ReadOnlyMemory<QueuedEffect> effects, ImmutableArray<EffectEvent> failed)
    {
        if (failed.Length == effects.Length)
            return (ReadOnlyMemory<QueuedEffect>.Empty, effects);
        var written = new List<QueuedEffect>(effects.Length - failed.Length);
        var notWritten = new List<QueuedEffect>(failed.Length);
        foreach (ref readonly var effect in effects.Span)
        {
            var isNext = notWritten.Count < failed.Length && ReferenceEquals(effect.Event, failed[notWritten.Count]);
            (isNext ? notWritten : written).Add(effect);
        }
        return (written.ToArray(), notWritten.ToArray());
    }

    private static ImmutableArray<EffectEvent> EventsOf(ReadOnlySpan<QueuedEffect> effects)
    {
        var events = ImmutableArray.CreateBuilder<EffectEvent>(effects.Length);
        foreach (ref readonly var effect in effects)
            events.Add(effect.Event);
        return events.MoveToImmutable();
    }

    /// <summary>Returns the next attempts for effects that were not written: all of them together, or in halves.</summary>
    /// <returns>The pieces, the first attempt last; empty if there is no further attempt.</returns>
    private ImmutableArray<Piece> RetriesOf(Piece piece, ReadOnlyMemory<QueuedEffect> notWritten)
    {
        if (notWritten.IsEmpty)
            return [];
        if (notWritten.Length < piece.Effects.Length)
            return [new Piece(notWritten, _maxAttempts)];
        if (piece.Attempts > 1)
            return [piece with { Attempts = piece.Attempts - 1 }];
        if (!_split || notWritten.Length == 1)
            return [];
        var half = notWritten.Length / 2;
        return [PieceOf(notWritten.Slice(half)), PieceOf(notWritten.Slice(0, half))];

        Piece PieceOf(ReadOnlyMemory<QueuedEffect> half) => new(half, half.Length == 1 ? _maxAttempts : 1);
    }

    /// <summary>
    /// Calls the sink once. An attempt that exceeds its timeout counts as failed, but the loop still awaits it, because a sink
    /// has one caller at a time; if it succeeds late, its effects count as written.
    /// </summary>
    /// <returns>The sink's exception; <c>null</c> after a success.</returns>
    private async Task<Exception?> AttemptAsync(ImmutableArray<EffectEvent> events)
    {
        using var timeout = _time.CancelAfter(_attemptTimeout);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deadline.Token);
        // On a thread of the pool: a sink may block before it returns a task.
        var writing = Task.Run(() => _sink.WriteAsync(events, end.Token).AsTask());
        if (!await writing.EndsAsync(_time, Grace, end.Token).ConfigureAwait(false) && !_deadline.IsCancellationRequested)
        {
            _isStalled = true;
            CountFailure(events.Length, new TimeoutException($"the sink ignores its cancellation {_attemptTimeout} after it was called"));
            PipelineLog.Stalled(_logger, _name, events.Length, _attemptTimeout);
        }
        try
        {
            await writing.ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            _isTimedOut = timeout.IsCancellationRequested;
            if (!_isStalled)
                CountFailure(events.Length, e);
            return e;
        }
        finally
        {
            _isStalled = false;
        }
    }

    private void CountFailure(int count, Exception failure)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _failedAttempts++;
        }
        Notify(EffectWriterOutcome.FailedAttempt, count, failure);
    }

    /// <summary>Returns the back-off after a failure. A stop resets it to the shortest.</summary>
    private TimeSpan NextDelay(Exception failure)
    {
        if (!_hurries && _stopRequested.Task.IsCompleted)
            (_hurries, _failures) = (true, 0);
        _failures = Math.Min(_failures + 1, 63);
        var whole = Math.Min(_retryDelay.Ticks * Math.Pow(2, _failures - 1), _maxRetryDelay.Ticks);
        var delay = TimeSpan.FromTicks((long)(whole * (0.5 + (_jitter() / 2))));
        return failure is EffectWriteException { RetryAfter: { } asked } && asked > delay ? asked : delay;
    }

    /// <summary>Waits after a failure, until a stop is requested.</summary>
    private Task BackOffAsync(TimeSpan delay) => WaitAsync(delay, _hurries ? null : _stopRequested.Task);

    private async Task WaitAsync(TimeSpan delay, Task? wake)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var wait = _time.DelayAsync(delay, end.Token);
        await (wake is null ? Task.WhenAny(wait) : Task.WhenAny(wait, wake)).ConfigureAwait(false);
        end.Cancel();
    }

    private void Log(Exception failure, int count, TimeSpan delay, bool isGivenUp)
    {
        if (!_logger.IsEnabled(LogLevel.Warning))
            return;
        var counts = Counts;
        var reason = FailureText.Of(failure, LogsMessages);
        if (_isTimedOut)
            reason = FormattableString.Invariant($"no success within the {nameof(EffectWriterOptions.AttemptTimeout)} of {_attemptTimeout.TotalSeconds:0.###} s: {reason}");
        if (isGivenUp)
            PipelineLog.Refused(_logger, _name, count, _maxAttempts, counts.Dropped + count, reason);
        else if ((_failures & (_failures - 1)) == 0) // the 1st, 2nd, 4th and so on in a row
            PipelineLog.AttemptFailed(_logger, _name, count, _failures, counts.FailedAttempts, delay, reason);
    }
}
