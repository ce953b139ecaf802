namespace GrowthBook.Client;

/// <summary>An exposure or usage, and the receivers that took it.</summary>
internal struct DeliveryEntry
{
    public EffectKey Key;

    /// <summary>The hash of the usage's last value; 0 for an exposure.</summary>
    public ulong Value;

    /// <summary>A bit for each receiver that took the value.</summary>
    public ulong Receivers;

    /// <summary>When it was seen last, see <see cref="LogicalTime"/>.</summary>
    public long Time;

    /// <summary>New whenever the value changes.</summary>
    public int Version;

    /// <summary>The entry seen next after this one; -1 for the newest.</summary>
    public int Newer;

    /// <summary>The entry seen last before this one; -1 for the oldest.</summary>
    public int Older;

    /// <summary>The next entry of the same bucket, or the next unused entry; -1 for none.</summary>
    public int Next;
}

/// <summary>
/// A hash table of entries in their order of use. Not thread-safe, but <see cref="TryRead"/> ends and reads valid memory while
/// another thread changes the table.
/// </summary>
internal sealed class DeliveryTable
{
    private const int None = -1;
    private const int FirstLength = 16;

    /// <summary>More steps than a chain has; a reader during a change could follow links in a circle.</summary>
    private const int MaxSteps = 64;

    private volatile Slots _slots = new(FirstLength);
    private int _used;
    private int _unused = None;
    private int _newest = None;

    /// <summary>The entry that was not seen for the longest time; -1 without entries.</summary>
    public int Oldest { get; private set; } = None;

    public ref DeliveryEntry this[int at] => ref _slots.Entries[at];

    /// <summary>Returns the place of a key; -1 for an unknown one.</summary>
    public int Find(in EffectKey key)
    {
        var slots = _slots;
        var at = slots.BucketOf(key) - 1;
        while (at >= 0 && slots.Entries[at].Key != key)
            at = slots.Entries[at].Next;
        return at;
    }

    /// <summary>Reads an entry without a lock. The caller rejects the result if the table changed meanwhile.</summary>
    public bool TryRead(in EffectKey key, out DeliveryEntry entry, out bool isNewest)
    {
        var slots = _slots;
        var at = slots.BucketOf(key) - 1;
        for (var steps = 0; (uint)at < (uint)slots.Entries.Length && steps < MaxSteps; steps++)
        {
            ref readonly var candidate = ref slots.Entries[at];
            if (candidate.Key == key)
            {
                (entry, isNewest) = (candidate, at == _newest);
                return true;
            }
            at = candidate.Next;
        }
        (entry, isNewest) = (default, false);
        return false;
    }

    /// <summary>Adds an unknown key as the newest.</summary>
    public void Add(in DeliveryEntry entry)
    {
        var at = _unused;
        if (at >= 0)
            _unused = this[at].Next;
        else
            at = NextUnused();
        ref var bucket = ref _slots.BucketOf(entry.Key);
        this[at] = entry;
        this[at].Next = bucket - 1;
        bucket = at + 1;
        LinkNewest(at);
    }

    public void MoveToNewest(int at)
    {
        if (at == _newest)
            return;
        Unlink(at);
        LinkNewest(at);
    }

    public void Remove(int at)
    {
        Unlink(at);
        ref var entry = ref this[at];
        ref var bucket = ref _slots.BucketOf(entry.Key);
        if (bucket - 1 == at)
        {
            bucket = entry.Next + 1;
        }
        else
        {
            var previous = bucket - 1;
            while (this[previous].Next != at)
                previous = this[previous].Next;
            this[previous].Next = entry.Next;
        }
        entry = new DeliveryEntry { Next = _unused };
        _unused = at;
    }

    public int CountOf(ulong receiver)
    {
        var count = 0;
        for (var at = Oldest; at >= 0; at = this[at].Newer)
            count += (this[at].Receivers & receiver) == 0 ? 0 : 1;
        return count;
    }

    private int NextUnused()
    {
        if (_used == _slots.Entries.Length)
            _slots = _slots.Doubled();
        return _used++;
    }

    private void LinkNewest(int at)
    {
        (this[at].Older, this[at].Newer) = (_newest, None);
        if (_newest >= 0)
            this[_newest].Newer = at;
        else
            Oldest = at;
        _newest = at;
    }

    private void Unlink(int at)
    {
        var (older, newer) = (this[at].Older, this[at].Newer);
        if (older >= 0)
            this[older].Newer = newer;
        else
            Oldest = newer;
        if (newer >= 0)
            this[newer].Older = older;
        else
            _newest = older;
    }

    /// <summary>The arrays of a table, replaced together. Both have the same length, a power of two.</summary>
    private sealed class Slots(int length)
    {
        /// <summary>Per bucket the place of its first entry plus 1; 0 for none.</summary>
        private readonly int[] _buckets = new int[length];

        public DeliveryEntry[] Entries { get; } = new DeliveryEntry[length];

        public ref int BucketOf(in EffectKey key) => ref _buckets[(int)(key.Low & (uint)(_buckets.Length - 1))];

        public Slots Doubled()
        {
            var doubled = new Slots(2 * Entries.Length);
            Array.Copy(Entries, doubled.Entries, Entries.Length);
            for (var at = 0; at < Entries.Length; at++)
            {
                ref var bucket = ref doubled.BucketOf(Entries[at].Key);
                doubled.Entries[at].Next = bucket - 1;
                bucket = at + 1;
            }
            return doubled;
        }
    }
}
