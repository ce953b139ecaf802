namespace GrowthBook.Client;

/// <summary>
/// Remembers which exposures and usages one receiver took, up to a capacity; beyond it the least recently seen is evicted.
/// Thread-safe.
/// </summary>
/// <param name="capacity">The number of entries; at least 1.</param>
internal sealed class EffectMemory(int capacity)
{
    private readonly object _gate = new();

    /// <summary>Per key the value taken last, and a number that is new whenever the value changes.</summary>
    private readonly LeastRecentlyUsed<EffectKey, (string Value, long Version)> _taken = new(capacity, EqualityComparer<EffectKey>.Default);
    private long _lastVersion;
    private long _duplicates;

    public int Count
    {
        get
        {
            lock (_gate)
                return _taken.Count;
        }
    }

    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Notes that the receiver takes an effect. The note comes first, so that no other thread delivers the effect too.</summary>
    /// <param name="identity">The effect.</param>
    /// <param name="receipt">The argument for <see cref="Undo"/> if the receiver fails.</param>
    /// <returns><c>false</c> if the receiver took it before.</returns>
    public bool TryTake(in EffectIdentity identity, out EffectReceipt receipt)
    {
        lock (_gate)
        {
            if (_taken.TryGet(identity.Key, out var last) && last.Value == identity.Value)
            {
                _duplicates++;
                receipt = default;
                return false;
            }
            receipt = new EffectReceipt(identity.Key, ++_lastVersion);
            _taken.Set(identity.Key, (identity.Value, receipt.Version));
            return true;
        }
    }

    /// <summary>
    /// Forgets an effect that the receiver failed to take. A value that the same user got since has another version and stays,
    /// even if it is the same value again.
    /// </summary>
    public void Undo(in EffectReceipt receipt)
    {
        lock (_gate)
        {
            if (_taken.TryGet(receipt.Key, out var last) && last.Version == receipt.Version)
                _taken.Remove(receipt.Key);
        }
    }
}

/// <summary>Names an entry of an <see cref="EffectMemory"/>. <c>default</c> names none.</summary>
/// <param name="Key">The entry's key.</param>
/// <param name="Version">The entry's version; 0 names no entry.</param>
internal readonly record struct EffectReceipt(EffectKey Key, long Version);
