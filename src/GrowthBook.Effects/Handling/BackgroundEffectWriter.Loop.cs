using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <content>The task that writes, and its end.</content>
public sealed partial class BackgroundEffectWriter
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _deadline = new();
    private readonly TaskCompletionSource<bool> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private Task? _stopped;

    /// <summary>Failed attempts since the last success.</summary>
    private int _failures;

    /// <summary>Whether the loop has taken notice of a stop.</summary>
    private bool _hurries;

    private async Task RunAsync()
    {
        while (true)
        {
            await FillBatchAsync().ConfigureAwait(false);
            var batch = Take();
            if (batch.IsEmpty)
                return;
            await WriteBatchAsync(batch).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the next batch is full, or its first effect has waited long enough, or a flush or stop asks for it.</summary>
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
                rest = _maxDelay - _time.GetElapsedTime(_queue.Peek().Since);
                if (rest <= TimeSpan.Zero)
                    return;
                _wake = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                wake = _wake.Task;
            }
            await WaitAsync(rest, wake).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a batch, or its parts, until all of it is written or dropped, or there is no more time.</summary>
    private async Task WriteBatchAsync(ImmutableArray<EffectEvent> batch)
    {
        var pieces = new Stack<Piece>();
        pieces.Push(new Piece(batch, _maxAttempts));
        while (pieces.Count > 0 && !_deadline.IsCancellationRequested)
        {
            var piece = pieces.Pop();
            var failure = await AttemptAsync(piece.Events).ConfigureAwait(false);
            if (failure is null)
            {
                _failures = 0;
                Settle(piece.Events, EffectWriterOutcome.Written);
                continue;
            }
            var notWritten = EffectWriteException.NotWrittenOf(piece.Events, failure);
            if (notWritten.Length < piece.Events.Length)
            {
                _failures = 0;
                Settle(EffectWriteException.WrittenOf(piece.Events, notWritten), EffectWriterOutcome.Written);
                if (notWritten.IsEmpty)
                    continue;
            }
            if (_deadline.IsCancellationRequested)
                return;
            var isGivenUp = !Retry(pieces, piece, notWritten);
            var delay = NextDelay(failure);
            Log(failure, notWritten.Length, delay, isGivenUp);
            if (isGivenUp)
                Settle(notWritten, EffectWriterOutcome.DroppedAfterAttempts);
            await BackOffAsync(delay).ConfigureAwait(false);
        }
    }

    /// <summary>Puts what was not written back, as a whole or in halves.</summary>
    /// <returns>Whether there is another attempt; <c>false</c> where it is given up.</returns>
    private bool Retry(Stack<Piece> pieces, Piece piece, ImmutableArray<EffectEvent> notWritten)
    {
        if (notWritten.Length < piece.Events.Length)
        {
            pieces.Push(new Piece(notWritten, _maxAttempts));
        }
        else if (piece.Attempts > 1)
        {
            pieces.Push(piece with { Attempts = piece.Attempts - 1 });
        }
        else if (_split && notWritten.Length > 1)
        {
            var half = notWritten.Length / 2;
            pieces.Push(PieceOf(notWritten.RemoveRange(0, half)));
            pieces.Push(PieceOf(notWritten.RemoveRange(half, notWritten.Length - half)));
        }
        else
        {
            return false;
        }
        return true;

        Piece PieceOf(ImmutableArray<EffectEvent> half) => new(half, half.Length == 1 ? _maxAttempts : 1);
    }

    /// <summary>
    /// Calls the sink once. One that goes on after its time counts as failed then; it is waited for all the same, because a
    /// sink has one caller at a time, and what it writes late is written.
    /// </summary>
    /// <returns>What it threw, <c>null</c> where it did not.</returns>
    private async Task<Exception?> AttemptAsync(ImmutableArray<EffectEvent> events)
    {
        using var timeout = _time.CancelAfter(_attemptTimeout);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deadline.Token);
        // On a thread of its own, for a sink may also block before it returns a task.
        var writing = Task.Run(() => _sink.WriteAsync(events, end.Token).AsTask());
        if (!await writing.EndsAsync(_time, Grace, end.Token).ConfigureAwait(false) && !_deadline.IsCancellationRequested)
        {
            _isStalled = true;
            CountFailure(events.Length, new TimeoutException($"the sink goes on {_attemptTimeout} after it was called, although it was cancelled"));
            HandlingLog.Stalled(_logger, _name, events.Length, _attemptTimeout);
        }
        try
        {
            await writing.ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
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

    /// <summary>How long to wait after a failure. With a stop the waits start again with the shortest.</summary>
    private TimeSpan NextDelay(Exception failure)
    {
        if (!_hurries && _stopRequested.Task.IsCompleted)
            (_hurries, _failures) = (true, 0);
        _failures = Math.Min(_failures + 1, 63);
        var whole = Math.Min(_retryDelay.Ticks * Math.Pow(2, _failures - 1), _maxRetryDelay.Ticks);
        var delay = TimeSpan.FromTicks((long)(whole * (0.5 + (_jitter() / 2))));
        return failure is EffectWriteException { RetryAfter: { } asked } && asked > delay ? asked : delay;
    }

    /// <summary>Waits after a failure. A stop ends the wait.</summary>
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
        if (isGivenUp)
            HandlingLog.Refused(_logger, _name, count, _maxAttempts, counts.Dropped + count, FailureText.Of(failure));
        else
            HandlingLog.AttemptFailed(_logger, _name, count, _failures, counts.FailedAttempts, delay, FailureText.Of(failure));
    }

    private Task BeginStop()
    {
        _stopping = true;
        var refused = _waiting.Count;
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
        return Detached.Run(() => DrainAsync(loop, timeout, ended, refused));
    }

    private async Task DrainAsync(Task loop, Task timeout, CancellationTokenSource ended, int refused)
    {
        using var end = ended;
        await Task.WhenAny(loop, timeout, _hurry.Task).ConfigureAwait(false);
        if (!loop.IsCompleted)
        {
            _ = Task.Run(CancelSink);
            await Task.WhenAny(loop, _time.DelayAsync(Grace, ended.Token)).ConfigureAwait(false);
        }
        ended.Cancel();
        int left;
        lock (_gate)
        {
            left = _queue.Count + _inFlight;
            _dropped += left;
            _queue.Clear();
            _inFlight = 0;
            _isClosed = true;
            EndFlushes();
        }
        left += refused;
        if (left > 0)
            HandlingLog.DroppedAtStop(_logger, _name, left);
        Notify(EffectWriterOutcome.DroppedAtStop, left);
    }

    private void CancelSink()
    {
        try
        {
            _deadline.Cancel();
        }
        catch (AggregateException)
        {
            // What a sink does on cancellation is its own affair.
        }
    }

    /// <summary>Effects that are attempted together.</summary>
    /// <param name="Events">The effects.</param>
    /// <param name="Attempts">How often they are attempted before they are given up or split.</param>
    private readonly record struct Piece(ImmutableArray<EffectEvent> Events, int Attempts);
}
