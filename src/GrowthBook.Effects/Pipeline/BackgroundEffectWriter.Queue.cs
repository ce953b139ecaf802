namespace GrowthBook.Client;

/// <content>
/// The queue, the counts and the flushes, all guarded by one lock, so that they agree at every moment. (A channel cannot drop
/// its oldest element and report it in one step, nor detect when everything before a flush is written.)
/// </content>
public sealed partial class BackgroundEffectWriter
{
    /// <summary>The number of an effect that never entered the queue.</summary>
    private const long Unnumbered = long.MaxValue;

    private readonly object _gate = new();
    private readonly EffectQueue _queue;
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly List<Flush> _flushes = [];

    /// <summary>The numbers of effects that left the queue as dropped and whose settlement is still running.</summary>
    private readonly List<long> _settlingDrops = [];
    private long _accepted;
    private long _written;
    private long _dropped;
    private long _failedAttempts;

    /// <summary>Effects that waited for room when the writer stopped, until their drop is reported.</summary>
    private int _refused;

    /// <summary>The effects that the stop drops, those of <see cref="_refused"/> first; <c>null</c> before it.</summary>
    private EffectCounts? _lostAtStop;

    /// <summary>The number of the next effect. Effects are numbered in the order in which they enter the queue.</summary>
    private long _next;

    /// <summary>Effects with a lower number do not wait for their batch to fill.</summary>
    private long _flushTarget;

    /// <summary>Set while the loop waits for a batch to fill.</summary>
    private TaskCompletionSource<bool>? _wake;
    private bool _isRunning;
    private int _isToldOfStop;
    private bool _stopping;

    /// <summary>The stop has taken every effect that the loop had not begun to settle. A later return of the sink changes nothing.</summary>
    private bool _isClosed;

    /// <summary>Adds an effect to the queue, as <see cref="Enqueue(EffectEvent)"/>, with a callback for its settlement.</summary>
    internal void Enqueue(QueuedEffect effect)
    {
        Drop? dropped;
        lock (_gate)
            dropped = Offer(effect);
        if (dropped is { } drop)
            Report(drop);
    }

    /// <summary>Adds those effects of an outbox to the queue that are for this writer, under one lock.</summary>
    internal void EnqueueOwn(ReadOnlySpan<Outbox.Item> items)
    {
        List<Drop>? dropped = null;
        lock (_gate)
        {
            foreach (ref readonly var item in items)
            {
                if (ReferenceEquals(item.Writer, this) && Offer(item.Effect) is { } drop)
                    (dropped ??= []).Add(drop);
            }
        }
        if (dropped is null)
            return;
        foreach (var drop in dropped)
            Report(drop);
    }

    /// <summary>Adds an effect to the queue, or drops it or another one. Call it under the lock.</summary>
    /// <returns>The dropped effect, to pass to <see cref="Report"/> outside of the lock.</returns>
    private Drop? Offer(in QueuedEffect effect)
    {
        _accepted++;
        if (_stopping)
        {
            _dropped++;
            return new Drop(effect, EffectWriterOutcome.DroppedAtStop, Unnumbered, null);
        }
        if (_queue.Count < _capacity)
        {
            Add(effect);
            return null;
        }
        _dropped++;
        if (_fullQueue != FullQueuePolicy.DropOldest)
            return new Drop(effect, EffectWriterOutcome.DroppedQueueFull, Unnumbered, CountOverload(effect));
        var number = _next - _queue.Count;
        var first = _queue.Dequeue();
        var oldest = new Drop(first, EffectWriterOutcome.DroppedQueueFull, number, CountOverload(first));
        _settlingDrops.Add(oldest.Number);
        Add(effect);
        return oldest;
    }

    private void Add(in QueuedEffect effect)
    {
        _queue.Enqueue(effect);
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

    private async Task<bool> WaitForRoomAsync(LinkedListNode<Waiting> node, CancellationToken cancellationToken)
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

    /// <summary>Settles an effect that <see cref="Offer"/> dropped.</summary>
    private void Report(Drop drop)
    {
        if (drop.Overload is { } overload)
            LogOverload(overload);
        if (drop.Outcome == EffectWriterOutcome.DroppedAtStop && Interlocked.Exchange(ref _isToldOfStop, 1) == 0)
            PipelineLog.AfterStop(_logger, _name);
        drop.Effect.Settle(drop.Outcome);
        Notify(drop.Outcome, 1);
        if (drop.Number != Unnumbered)
            EndSettlingDrop(drop.Number);
    }

    private void EndSettlingDrop(long number)
    {
        lock (_gate)
        {
            _settlingDrops.Remove(number);
            EndFlushes();
        }
    }

    /// <summary>Returns whether every effect with a number below <paramref name="target"/> is settled.</summary>
    private bool IsSettled(long target)
    {
        foreach (var number in _settlingDrops)
        {
            if (number < target)
                return false;
        }
        return FirstUnsettled >= target || (_unsettled == 0 && _queue.Count == 0 && _waiting.Count == 0 && _refused == 0);
    }

    private long FirstUnsettled => _unsettled > 0 ? _firstInFlight : _next - _queue.Count;

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

    /// <summary>An effect that was dropped and is to be reported.</summary>
    /// <param name="Effect">The effect.</param>
    /// <param name="Outcome">Why it was dropped.</param>
    /// <param name="Number">Its number, or <see cref="Unnumbered"/>.</param>
    /// <param name="Overload">The counts to log; <c>null</c> for no line.</param>
    private readonly record struct Drop(QueuedEffect Effect, EffectWriterOutcome Outcome, long Number, EffectCounts? Overload);

    /// <summary>An effect that waits for room; it is not accepted yet.</summary>
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
