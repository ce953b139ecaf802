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

    /// <summary>New whenever the key or the value changes; not 0 for a used entry.</summary>
    public int Version;

    /// <summary>The entry of the same stripe seen next after this one; -1 for the newest. Of an unused entry the next unused one.</summary>
    public int Newer;

    /// <summary>The entry of the same stripe seen last before this one; -1 for the oldest.</summary>
    public int Older;

    /// <summary>Gives the entry another version.</summary>
    public void Renew() => Version = Version == -1 ? 1 : Version + 1;
}

/// <summary>
/// The entries of all stripes of a <see cref="DeliveryMemory"/>, by number. A new entry takes the place of the evicted one, whose cache
/// lines are loaded already. The array is in chunks: growth moves no entry, so that it needs no lock of a stripe.
/// </summary>
internal sealed class DeliveryEntries
{
    private const int ChunkBits = 8;
    private const int ChunkLength = 1 << ChunkBits;
    private const int None = -1;

    private volatile DeliveryEntry[][] _chunks = [];
    private int _used;
    private int _unused = None;

    public ref DeliveryEntry this[int at] => ref _chunks[at >> ChunkBits][at & (ChunkLength - 1)];

    /// <summary>Returns the number of an unused entry. Has one caller at a time, with <see cref="Free"/>.</summary>
    public int Allocate()
    {
        if (_unused >= 0)
        {
            var at = _unused;
            _unused = this[at].Newer;
            return at;
        }
        if (_used == _chunks.Length << ChunkBits)
            _chunks = [.. _chunks, new DeliveryEntry[ChunkLength]];
        return _used++;
    }

    /// <summary>Releases an entry that no stripe has.</summary>
    public void Free(int at)
    {
        ref var entry = ref this[at];
        entry = new DeliveryEntry { Version = entry.Version, Newer = _unused };
        entry.Renew();
        _unused = at;
    }
}
