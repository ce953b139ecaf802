namespace GrowthBook.Client;

/// <summary>
/// The effects that wait, oldest first, in batches as they will be written: taking one out copies nothing, so that the lock around it
/// is short. Not thread-safe.
/// </summary>
/// <param name="batchSize">The largest number of effects of a batch.</param>
/// <param name="time">The clock, which is read once a batch.</param>
internal sealed class EffectQueue(int batchSize, TimeProvider time)
{
    private const int FirstLength = 100;

    private readonly Queue<EffectBatch> _batches = new();

    /// <summary>The batch that takes new effects; <c>null</c> if the next effect begins one.</summary>
    private EffectBatch? _last;
    private EffectBatch? _unused;

    /// <summary>The length of a new batch: that of the longest one so far, so that batches that become long do not grow in steps.</summary>
    private int _length = Math.Min(batchSize, FirstLength);

    /// <summary>The number of effects.</summary>
    public int Count { get; private set; }

    /// <summary>When the first batch began; only if there is one.</summary>
    public long Since => _batches.Peek().Since;

    /// <summary>All effects, oldest first.</summary>
    public IEnumerable<QueuedEffect> Effects => _batches.SelectMany(batch => batch.Effects.ToArray());

    public void Enqueue(in QueuedEffect effect)
    {
        if (_last is null)
        {
            _last = _unused ?? new EffectBatch(_length);
            _unused = null;
            _last.Since = time.GetTimestamp();
            _batches.Enqueue(_last);
        }
        var added = _last.Add(effect, batchSize);
        _length = Math.Max(_length, added);
        if (added == batchSize)
            _last = null;
        Count++;
    }

    /// <summary>Removes the oldest effect.</summary>
    public QueuedEffect Dequeue()
    {
        var first = _batches.Peek();
        var effect = first.RemoveFirst();
        Count--;
        if (first.Effects.IsEmpty)
            RemoveFirst();
        return effect;
    }

    /// <summary>Removes the first batch.</summary>
    public EffectBatch DequeueBatch()
    {
        var batch = RemoveFirst();
        Count -= batch.Effects.Length;
        return batch;
    }

    /// <summary>Keeps the memory of a written batch, which is empty, for a later one.</summary>
    public void Reuse(EffectBatch batch) => _unused = batch;

    public void Clear()
    {
        _batches.Clear();
        (_last, Count) = (null, 0);
    }

    private EffectBatch RemoveFirst()
    {
        var first = _batches.Dequeue();
        if (ReferenceEquals(first, _last))
            _last = null;
        return first;
    }
}
