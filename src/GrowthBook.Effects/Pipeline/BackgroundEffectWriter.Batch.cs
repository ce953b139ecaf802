using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <content>
/// The batch in flight and its settlement, guarded by the lock of the queue. The loop and a stop share it: whichever takes an
/// effect out of <see cref="_pieces"/> settles it, so that each effect is settled once.
/// </content>
public sealed partial class BackgroundEffectWriter
{
    /// <summary>The effects of the current batch that nothing has begun to settle. The top piece is attempted.</summary>
    private readonly Stack<Piece> _pieces = new();

    /// <summary>The effects of the current batch that are neither written nor dropped.</summary>
    private int _inFlight;

    /// <summary>The effects of the current batch whose settlement has not completed; at least <see cref="_inFlight"/>.</summary>
    private int _unsettled;

    /// <summary>The number of the first effect of the current batch.</summary>
    private long _firstInFlight;

    /// <summary>Completes when the effects that the loop was settling as the writer closed are counted.</summary>
    private TaskCompletionSource<bool>? _lastCounted;

    /// <summary>The current batch; <c>null</c> after it is settled.</summary>
    private EffectBatch? _batch;

    /// <summary>Takes the next batch out of the queue, as one piece.</summary>
    /// <returns><c>false</c> to end the loop.</returns>
    private bool TryTakeBatch()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _isClosed || _deadline.IsCancellationRequested)
            {
                _isRunning = false;
                return false;
            }
            _firstInFlight = _next - _queue.Count;
            _batch = _queue.DequeueBatch();
            _inFlight = _unsettled = _batch.Effects.Length;
            _pieces.Push(new Piece(_batch.Effects, _maxAttempts));
            while (_waiting.First is { } first && _queue.Count < _capacity)
            {
                _waiting.RemoveFirst();
                _accepted++;
                Add(new QueuedEffect(first.Value.Event, null, default));
                first.Value.Admitted.TrySetResult(true);
            }
            return true;
        }
    }

    /// <summary>Keeps the memory of the current batch for a later one if all of it is settled and no stop has abandoned it.</summary>
    private void ReuseBatch()
    {
        EffectBatch batch;
        lock (_gate)
        {
            if (_batch is null || _unsettled > 0 || _isClosed)
                return;
            batch = _batch;
            _batch = null;
        }
        batch.Clear();
        lock (_gate)
            _queue.Reuse(batch);
    }

    /// <summary>Returns the piece to attempt.</summary>
    /// <returns><c>false</c> when the batch is settled or the stop's deadline is over.</returns>
    private bool TryPeekPiece(out Piece piece)
    {
        lock (_gate)
        {
            piece = _pieces.Count == 0 ? default : _pieces.Peek();
            return _pieces.Count > 0 && !_deadline.IsCancellationRequested;
        }
    }

    /// <summary>Replaces the attempted piece by the pieces to retry. The caller settles its other effects.</summary>
    /// <returns><c>false</c> if a stop has abandoned the piece and settles all of it.</returns>
    private bool TryReplacePiece(ImmutableArray<Piece> rest)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _pieces.Pop();
            foreach (var piece in rest)
                _pieces.Push(piece);
            return true;
        }
    }

    /// <summary>
    /// Settles effects of the current batch: their receivers first, then the counts, then the callback, and the flushes last,
    /// so that a caller that awaits a flush sees all of it.
    /// </summary>
    private void Settle(ReadOnlyMemory<QueuedEffect> effects, EffectWriterOutcome outcome)
    {
        foreach (ref readonly var effect in effects.Span)
            effect.Settle(outcome);
        EffectCounts? endedOverload;
        lock (_gate)
        {
            endedOverload = EndOverload();
            if (outcome == EffectWriterOutcome.Written)
                _written += effects.Length;
            else
                _dropped += effects.Length;
            _inFlight -= effects.Length;
            if (_inFlight == 0)
                _lastCounted?.TrySetResult(true);
        }
        LogEndOfOverload(endedOverload);
        Notify(outcome, effects.Length);
        lock (_gate)
        {
            _unsettled -= effects.Length;
            EndFlushes();
        }
    }

    /// <summary>Effects that are attempted together.</summary>
    /// <param name="Effects">The effects.</param>
    /// <param name="Attempts">The number of attempts that are left before the piece is split or dropped.</param>
    private readonly record struct Piece(ReadOnlyMemory<QueuedEffect> Effects, int Attempts);
}
