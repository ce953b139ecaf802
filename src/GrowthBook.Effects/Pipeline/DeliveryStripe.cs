namespace GrowthBook.Client;

/// <summary>
/// A part of a <see cref="DeliveryMemory"/>: entries, a lock for changes, and a number of changes, which a reader without the lock
/// compares before and after. Entries are structs in one array, linked by their order of use.
/// </summary>
/// <param name="isEverySightingKept">Whether a sighting counts that is not the first since the last new entry of the memory.</param>
internal sealed class DeliveryStripe(bool isEverySightingKept)
{
    private readonly object _gate = new();
    private readonly DeliveryTable _entries = new();

    /// <summary>The number of begun and ended changes: odd during a change.</summary>
    private int _changes;

    /// <summary>The last version given to an entry.</summary>
    private int _lastVersion;
    private long _oldestTime = long.MaxValue;

    /// <summary>When the least recently seen entry was seen; the largest number without entries.</summary>
    public long OldestTime => Volatile.Read(ref _oldestTime);

    /// <summary>See <see cref="DeliveryMemory.IsRepetition"/>. The last parameter is the time of the memory's last new entry.</summary>
    public bool IsRepetition(in EffectKey key, ulong value, ulong receivers, long lastNew)
    {
        var changes = Volatile.Read(ref _changes);
        if ((changes & 1) != 0)
            return false;
        var isRepetition = _entries.TryRead(key, out var entry, out var isNewest)
            && entry.Value == value && (entry.Receivers & receivers) == receivers
            && (isNewest || (!isEverySightingKept && entry.Time > lastNew));
        Platform.ReadBarrier();
        return isRepetition && _changes == changes;
    }

    /// <summary>Notes a sighting of a known key.</summary>
    /// <returns><c>false</c> if the key is unknown.</returns>
    public bool TryTake(in EffectKey key, ulong value, ulong receivers, long lastNew, out EffectReceipt receipt, out ulong missing)
    {
        lock (_gate)
        {
            var at = _entries.Find(key);
            if (at < 0)
            {
                (receipt, missing) = (default, 0);
                return false;
            }
            BeginChange();
            ref var entry = ref _entries[at];
            receipt = new EffectReceipt(key, entry.Version, 0, 0);
            if (entry.Value == value)
            {
                missing = receivers & ~entry.Receivers;
                entry.Receivers |= receivers;
            }
            else
            {
                missing = receivers;
                receipt = new EffectReceipt(key, ++_lastVersion, entry.Value, entry.Receivers);
                (entry.Value, entry.Receivers, entry.Version) = (value, receivers, receipt.Version);
            }
            entry.Time = LogicalTime.After(Math.Max(lastNew, entry.Time));
            _entries.MoveToNewest(at);
            EndChange();
            return true;
        }
    }

    /// <summary>Adds an unknown key.</summary>
    public EffectReceipt Add(in EffectKey key, ulong value, ulong receivers, long time)
    {
        lock (_gate)
        {
            BeginChange();
            _entries.Add(new DeliveryEntry { Key = key, Value = value, Receivers = receivers, Time = time, Version = ++_lastVersion });
            EndChange();
            return new EffectReceipt(key, _lastVersion, 0, 0);
        }
    }

    public void RemoveOldest()
    {
        lock (_gate)
        {
            BeginChange();
            _entries.Remove(_entries.Oldest);
            EndChange();
        }
    }

    /// <summary>See <see cref="DeliveryMemory.Undo"/>.</summary>
    /// <returns>Whether the entry is removed, because no receiver took the effect.</returns>
    public bool Undo(in EffectReceipt receipt, ulong receiver)
    {
        lock (_gate)
        {
            var at = _entries.Find(receipt.Key);
            if (at < 0 || _entries[at].Version != receipt.Version)
                return false;
            BeginChange();
            ref var entry = ref _entries[at];
            entry.Receivers &= ~receiver;
            var isRemoved = entry.Receivers == 0 && receipt.PreviousReceivers == 0;
            if (isRemoved)
                _entries.Remove(at);
            else if (entry.Receivers == 0)
                (entry.Value, entry.Receivers, entry.Version) = (receipt.PreviousValue, receipt.PreviousReceivers, ++_lastVersion);
            EndChange();
            return isRemoved;
        }
    }

    public int CountOf(ulong receiver)
    {
        lock (_gate)
            return _entries.CountOf(receiver);
    }

    private void BeginChange() => Interlocked.Increment(ref _changes);

    private void EndChange()
    {
        Volatile.Write(ref _oldestTime, _entries.Oldest < 0 ? long.MaxValue : _entries[_entries.Oldest].Time);
        Volatile.Write(ref _changes, _changes + 1);
    }
}
