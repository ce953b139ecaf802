namespace GrowthBook.Client;

/// <summary>The effects of a batch, in their order. Not thread-safe.</summary>
/// <param name="length">The number of effects that have room at first; at least 1.</param>
internal sealed class EffectBatch(int length)
{
    private QueuedEffect[] _effects = new QueuedEffect[length];
    private int _start;
    private int _end;

    /// <summary>When the first effect came.</summary>
    public long Since { get; set; }

    public ReadOnlyMemory<QueuedEffect> Effects => _effects.AsMemory(_start, _end - _start);

    /// <summary>Adds an effect.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="limit">The largest number of effects; not exceeded yet.</param>
    /// <returns>The number of effects that were added.</returns>
    public int Add(in QueuedEffect effect, int limit)
    {
        if (_end == _effects.Length)
            Array.Resize(ref _effects, (int)Math.Min(limit, 2L * _end));
        _effects[_end++] = effect;
        return _end;
    }

    public QueuedEffect RemoveFirst()
    {
        var first = _effects[_start];
        _effects[_start++] = default;
        return first;
    }

    public void Clear()
    {
        Array.Clear(_effects, 0, _end);
        (_start, _end) = (0, 0);
    }
}
