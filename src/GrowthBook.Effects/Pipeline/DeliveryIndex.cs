namespace GrowthBook.Client;

/// <summary>
/// Finds the entries of a stripe by their keys: a hash table with linear probing. A slot has four bytes of the key, so that most
/// lookups of an unknown key read no entry. Not thread-safe, but <see cref="Find"/> ends and reads valid entries while another thread
/// changes the table.
/// </summary>
/// <param name="entries">The entries.</param>
internal sealed class DeliveryIndex(DeliveryEntries entries)
{
    private const int None = -1;

    /// <summary>
    /// Empty slots are 0. Others have 32 bits of the key and the entry's number plus 1. The length is a power of two; at most half of the
    /// slots are used, so that few neighbours move when one is removed.
    /// </summary>
    private ulong[] _slots = new ulong[16];
    private int _count;

    /// <summary>Returns the number of a key's entry; -1 for an unknown key.</summary>
    public int Find(in EffectKey key)
    {
        var slots = Volatile.Read(ref _slots);
        var hash = HashOf(key);
        var slot = Volatile.Read(ref slots[HomeOf(hash, slots)]);
        for (int place = HomeOf(hash, slots), steps = 0; slot != 0 && steps < slots.Length; steps++)
        {
            if (HashOf(slot) == hash && entries[EntryOf(slot)].Key == key)
                return EntryOf(slot);
            place = Next(place, slots);
            slot = Volatile.Read(ref slots[place]);
        }
        return None;
    }

    /// <summary>Loads the first slot of a key into the processor's cache.</summary>
    public void Prefetch(in EffectKey key)
    {
        var slots = Volatile.Read(ref _slots);
        Platform.Prefetch(ref slots[HomeOf(HashOf(key), slots)]);
    }

    /// <summary>Adds the entry of an unknown key.</summary>
    public void Add(in EffectKey key, int at)
    {
        if (++_count > _slots.Length / 2)
            Volatile.Write(ref _slots, Doubled());
        Add(_slots, ((ulong)HashOf(key) << 32) | (uint)(at + 1));
    }

    /// <summary>Removes the entry of a known key.</summary>
    public void Remove(in EffectKey key, int at)
    {
        var slots = _slots;
        var free = HomeOf(HashOf(key), slots);
        while (EntryOf(slots[free]) != at)
            free = Next(free, slots);
        // Later slots move up, unless that would be before their home.
        for (var place = Next(free, slots); slots[place] != 0; place = Next(place, slots))
        {
            var home = HomeOf(HashOf(slots[place]), slots);
            if (Distance(home, place, slots) < Distance(free, place, slots))
                continue;
            Volatile.Write(ref slots[free], slots[place]);
            free = place;
        }
        Volatile.Write(ref slots[free], 0);
        _count--;
    }

    private static void Add(ulong[] slots, ulong slot)
    {
        var place = HomeOf(HashOf(slot), slots);
        while (slots[place] != 0)
            place = Next(place, slots);
        Volatile.Write(ref slots[place], slot);
    }

    private static uint HashOf(in EffectKey key) => (uint)key.Low;

    private static uint HashOf(ulong slot) => (uint)(slot >> 32);

    private static int EntryOf(ulong slot) => (int)(uint)slot - 1;

    private static int HomeOf(uint hash, ulong[] slots) => (int)(hash & (uint)(slots.Length - 1));

    private static int Next(int place, ulong[] slots) => (place + 1) & (slots.Length - 1);

    private static int Distance(int from, int to, ulong[] slots) => (to - from) & (slots.Length - 1);

    private ulong[] Doubled()
    {
        var doubled = new ulong[2 * _slots.Length];
        foreach (var slot in _slots)
        {
            if (slot != 0)
                Add(doubled, slot);
        }
        return doubled;
    }
}
