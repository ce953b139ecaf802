namespace GrowthBook;

/// <summary>
/// A hash index from keys to numbers, with open addressing. A slot holds a number, counted from 1, in the bits that number
/// the slots; the bits above are those of the key's hash, so that few keys are compared without success. 0 is empty.
/// </summary>
/// <remarks>
/// A dictionary with values of our own type would have to be compiled at the start of each process, and its lookups
/// take longer.
/// </remarks>
internal static class KeySlots
{
    public const int MinLength = 4;

    /// <summary>The keys by their numbers.</summary>
    internal interface IKeys
    {
        string this[int number] { get; }
    }

    /// <summary>Whether more slots are needed for a number of keys: two thirds are used at most.</summary>
    public static bool IsFull(uint[] slots, int keys) => slots.Length < keys + (keys / 2);

    /// <summary>The number of a key; -1 for an unknown key.</summary>
    public static int Find<TKeys>(uint[] slots, string key, in TKeys keys)
        where TKeys : struct, IKeys => (int)(SlotOf(slots, key, keys, out _) & (uint)(slots.Length - 1)) - 1;

    /// <summary>Adds a key that has no slot yet.</summary>
    public static void Add<TKeys>(uint[] slots, string key, int number, in TKeys keys)
        where TKeys : struct, IKeys
    {
        ref var slot = ref SlotOf(slots, key, keys, out var tag);
        slot = tag | ((uint)number + 1);
    }

    /// <summary>The slot of a key, or the empty slot that it would get.</summary>
    private static ref uint SlotOf<TKeys>(uint[] slots, string key, in TKeys keys, out uint tag)
        where TKeys : struct, IKeys
    {
        var hash = TextHash.Of(key.AsSpan());
        var mask = (uint)slots.Length - 1;
        tag = hash & ~mask;
        for (uint at = hash, step = 1; ; at += step++) // reaches every slot, and leaves a cluster of used slots soon
        {
            ref var slot = ref slots[at & mask];
            if (slot == 0 || ((slot & ~mask) == tag && Utf16.Equal(keys[(int)(slot & mask) - 1], key)))
                return ref slot;
        }
    }
}
