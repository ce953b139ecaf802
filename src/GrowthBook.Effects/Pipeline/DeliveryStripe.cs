namespace GrowthBook.Client;

/// <summary>
/// A part of a <see cref="DeliveryMemory"/>: an index and the order of use of its entries, a lock for changes, and a number of changes,
/// which a reader without the lock compares before and after. Entries come and go under the memory's lock only.
/// </summary>
/// <param name="entries">The entries of all stripes.</param>
/// <param name="isEverySightingKept">Whether a sighting counts that is not the first since the last new entry of the memory.</param>
/// <param name="number">The stripe's place in <paramref name="oldestTimes"/>.</param>
/// <param name="oldestTimes">Per stripe of the memory when its least recently seen entry was seen; the largest number without entries.</param>
internal sealed class DeliveryStripe(DeliveryEntries entries, bool isEverySightingKept, int number, long[] oldestTimes)
{
    private const int None = -1;

    private readonly object _gate = new();
    private readonly DeliveryIndex _index = new(entries);

    /// <summary>The number of begun and ended changes: odd during a change.</summary>
    private int _changes;

    private int _newest = None;
    private int _oldest = None;

    /// <summary>See <see cref="DeliveryMemory.IsRepetition"/>. The last parameter is the time of the memory's last new entry.</summary>
    public bool IsRepetition(in EffectKey key, ulong value, ulong receivers, long lastNew)
    {
        var changes = Volatile.Read(ref _changes);
        var at = _index.Find(key);
        if (at < 0 || (changes & 1) != 0)
            return false;
        ref readonly var entry = ref entries[at];
        var isRepetition = entry.Value == value && (entry.Receivers & receivers) == receivers
            && (at == _newest || (!isEverySightingKept && entry.Time > lastNew));
        Platform.ReadBarrier();
        return isRepetition && _changes == changes;
    }

    /// <summary>Returns whether a key is known: exact under the memory's lock, a guess without.</summary>
    public bool Knows(in EffectKey key) => _index.Find(key) >= 0;

    /// <summary>See <see cref="DeliveryMemory.Prefetch"/>.</summary>
    public void Prefetch(in EffectKey key) => _index.Prefetch(key);

    /// <summary>Notes a sighting of a known key.</summary>
    /// <returns><c>false</c> if the key is unknown.</returns>
    public bool TryTake(in EffectKey key, ulong value, ulong receivers, long lastNew, out EffectReceipt receipt, out ulong missing)
    {
        lock (_gate)
        {
            var at = _index.Find(key);
            if (at < 0)
            {
                (receipt, missing) = (default, 0);
                return false;
            }
            BeginChange();
            ref var entry = ref entries[at];
            PreviousUsage? previous = null;
            if (entry.Value == value)
            {
                missing = receivers & ~entry.Receivers;
                entry.Receivers |= receivers;
            }
            else
            {
                missing = receivers;
                previous = entry.Receivers == 0 ? null : new PreviousUsage(entry.Value, entry.Receivers);
                (entry.Value, entry.Receivers) = (value, receivers);
                entry.Renew();
            }
            receipt = new EffectReceipt(at, entry.Version, previous);
            See(at, lastNew);
            EndChange();
            return true;
        }
    }

    /// <summary>See <see cref="DeliveryMemory.IsTaken"/>.</summary>
    public bool IsTaken(in EffectKey key, ulong value, ulong receivers, long lastNew)
    {
        lock (_gate)
        {
            var at = _index.Find(key);
            if (at < 0)
                return false;
            ref var entry = ref entries[at];
            if (entry.Value != value || (entry.Receivers & receivers) != receivers)
                return false;
            BeginChange();
            See(at, lastNew);
            EndChange();
            return true;
        }
    }

    /// <summary>Adds an unknown key, as an entry that no stripe has.</summary>
    public EffectReceipt Add(int at, in EffectKey key, ulong value, ulong receivers, long time)
    {
        lock (_gate)
        {
            BeginChange();
            ref var entry = ref entries[at];
            (entry.Key, entry.Value, entry.Receivers, entry.Time) = (key, value, receivers, time);
            entry.Renew();
            _index.Add(key, at);
            LinkNewest(at);
            EndChange();
            return new EffectReceipt(at, entry.Version, null);
        }
    }

    /// <summary>Removes the least recently seen entry.</summary>
    /// <returns>Its number.</returns>
    public int RemoveOldest()
    {
        lock (_gate)
        {
            var at = _oldest;
            BeginChange();
            Remove(at);
            EndChange();
            return at;
        }
    }

    /// <summary>See <see cref="DeliveryMemory.Undo"/>. The entry is of this stripe, or unused.</summary>
    /// <returns>Whether the entry is removed, because no receiver took the effect.</returns>
    public bool Undo(in EffectReceipt receipt, ulong receiver)
    {
        lock (_gate)
        {
            ref var entry = ref entries[receipt.Entry];
            if (entry.Version != receipt.Version)
                return false;
            BeginChange();
            entry.Receivers &= ~receiver;
            var isRemoved = entry.Receivers == 0 && receipt.Previous is null;
            if (isRemoved)
            {
                Remove(receipt.Entry);
            }
            else if (entry.Receivers == 0)
            {
                (entry.Value, entry.Receivers) = (receipt.Previous!.Value, receipt.Previous.Receivers);
                entry.Renew();
            }
            EndChange();
            return isRemoved;
        }
    }

    public int CountOf(ulong receiver)
    {
        lock (_gate)
        {
            var count = 0;
            for (var at = _oldest; at >= 0; at = entries[at].Newer)
                count += (entries[at].Receivers & receiver) == 0 ? 0 : 1;
            return count;
        }
    }

    private void BeginChange()
    {
        Volatile.Write(ref _changes, _changes + 1);
        Platform.WriteBarrier();
    }

    private void EndChange()
    {
        var time = _oldest < 0 ? long.MaxValue : entries[_oldest].Time;
        if (time != oldestTimes[number])
            Volatile.Write(ref oldestTimes[number], time);
        Volatile.Write(ref _changes, _changes + 1);
    }

    private void Remove(int at)
    {
        _index.Remove(entries[at].Key, at);
        Unlink(at);
    }

    private void See(int at, long lastNew)
    {
        entries[at].Time = LogicalTime.After(Math.Max(lastNew, entries[at].Time));
        MoveToNewest(at);
    }

    private void MoveToNewest(int at)
    {
        if (at == _newest)
            return;
        Unlink(at);
        LinkNewest(at);
    }

    private void LinkNewest(int at)
    {
        ref var entry = ref entries[at];
        (entry.Older, entry.Newer) = (_newest, None);
        if (_newest >= 0)
            entries[_newest].Newer = at;
        else
            _oldest = at;
        _newest = at;
    }

    private void Unlink(int at)
    {
        var (older, newer) = (entries[at].Older, entries[at].Newer);
        if (older >= 0)
            entries[older].Newer = newer;
        else
            _oldest = newer;
        if (newer >= 0)
            entries[newer].Older = older;
        else
            _newest = older;
    }
}
