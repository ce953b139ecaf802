using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <content>
/// The queue and the counts, all behind one lock, so that they agree at every moment. (A channel can neither drop its
/// oldest element and say so in one step, nor tell when all that came before a flush has left it and is written.)
/// </content>
public sealed partial class BackgroundEffectWriter
{
    private readonly object _gate = new();
    private readonly Queue<Queued> _queue = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly List<Flush> _flushes = [];
    private long _accepted;
    private long _written;
    private long _dropped;
    private long _failedAttempts;
    private int _inFlight;

    /// <summary>Effects are numbered in the order in which they enter the queue; this is the next one's number.</summary>
    private long _next;

    /// <summary>The number of the first effect of the batch that is being written.</summary>
    private long _firstInFlight;

    /// <summary>Effects numbered below this do not wait for their batch to fill.</summary>
    private long _flushTarget;

    /// <summary>Set while the loop waits for a batch to fill.</summary>
    private TaskCompletionSource<bool>? _wake;
    private bool _isRunning;
    private bool _stopping;

    /// <summary>Nothing is counted any more: what was left was counted as dropped.</summary>
    private bool _isClosed;

    /// <returns>What is dropped, this effect or another, and why.</returns>
    private (EffectEvent, EffectWriterOutcome)? Offer(EffectEvent effectEvent)
    {
        _accepted++;
        if (_stopping)
        {
            _dropped++;
            return (effectEvent, EffectWriterOutcome.DroppedAtStop);
        }
        if (_queue.Count < _capacity)
        {
            Enqueue(effectEvent);
            return null;
        }
        _dropped++;
        var dropped = effectEvent;
        if (_fullQueue == FullQueuePolicy.DropOldest)
        {
            dropped = _queue.Dequeue().Event;
            Enqueue(effectEvent);
            EndFlushes();
        }
        return (dropped, EffectWriterOutcome.DroppedQueueFull);
    }

    private void Enqueue(EffectEvent effectEvent)
    {
        _queue.Enqueue(new Queued(effectEvent, _time.GetTimestamp()));
        _next++;
        if (!_isRunning)
        {
            _isRunning = true;
            _loop = Detached.Run(RunAsync);
        }
        else if (_queue.Count >= _batchSize)
        {
            _wake?.TrySetResult(true);
        }
    }

    private async Task<bool> WaitAsync(LinkedListNode<Waiting> node, CancellationToken cancellationToken)
    {
        var waiting = node.Value;
        using (cancellationToken.Register(Cancel))
            return await waiting.Admitted.Task.ConfigureAwait(false);

        void Cancel()
        {
            lock (_gate)
            {
                if (node.List is null)
                    return;
                _waiting.Remove(node);
                EndFlushes();
            }
            waiting.Admitted.TrySetCanceled(cancellationToken);
        }
    }

    /// <summary>Takes the next batch out of the queue; empty when the loop is to end.</summary>
    private ImmutableArray<EffectEvent> Take()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _isClosed || _deadline.IsCancellationRequested)
            {
                _isRunning = false;
                return [];
            }
            _firstInFlight = _next - _queue.Count;
            _inFlight = Math.Min(_batchSize, _queue.Count);
            var batch = ImmutableArray.CreateBuilder<EffectEvent>(_inFlight);
            for (var i = 0; i < _inFlight; i++)
                batch.Add(_queue.Dequeue().Event);
            while (_waiting.First is { } first && _queue.Count < _capacity)
            {
                _waiting.RemoveFirst();
                _accepted++;
                Enqueue(first.Value.Event);
                first.Value.Admitted.TrySetResult(true);
            }
            return batch.MoveToImmutable();
        }
    }

    /// <summary>Counts effects of the batch that is being written; not those of a batch that was left behind.</summary>
    private void Settle(ImmutableArray<EffectEvent> events, EffectWriterOutcome outcome)
    {
        if (Settled is { } settled)
        {
            foreach (var effectEvent in events)
                settled(effectEvent, outcome);
        }
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (outcome == EffectWriterOutcome.Written)
                _written += events.Length;
            else
                _dropped += events.Length;
            _inFlight -= events.Length;
            EndFlushes();
        }
        Notify(outcome, events.Length);
    }

    /// <summary>Whether everything numbered below <paramref name="target"/> is written or dropped.</summary>
    private bool IsSettled(long target) =>
        (_inFlight > 0 ? _firstInFlight : _next - _queue.Count) >= target
        || (_inFlight == 0 && _queue.Count == 0 && _waiting.Count == 0);

    private void EndFlushes()
    {
        for (var i = _flushes.Count - 1; i >= 0; i--)
        {
            if (IsSettled(_flushes[i].Target))
            {
                _flushes[i].Done.TrySetResult(true);
                _flushes.RemoveAt(i);
            }
        }
    }

    private readonly record struct Queued(EffectEvent Event, long Since);

    /// <summary>An effect that waits for room; it is not handed in yet.</summary>
    private sealed class Waiting(EffectEvent effectEvent)
    {
        public EffectEvent Event => effectEvent;

        public TaskCompletionSource<bool> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Flush(long target)
    {
        public long Target => target;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
