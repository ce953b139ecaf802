using System.Collections;

namespace GrowthBook;

/// <summary>
/// Features by their keys: an array, and a hash index into it with open addressing. A dictionary of values of our own type
/// would have to be compiled at the start of each process, and takes 3 ns more to ask. Keys come from whoever writes the
/// payload, so the hash has no secret.
/// </summary>
internal sealed class FeatureTable : IReadOnlyCollection<string>
{
    private static readonly Feature None;

    /// <summary>
    /// The index of a feature, counted from 1, in the bits that number the slots; the bits above are those of its key's hash,
    /// so that few keys are compared in vain. 0 is empty.
    /// </summary>
    private readonly uint[] _slots;
    private readonly Feature[] _features;

    /// <param name="features">The features; of several with one key the last counts.</param>
    public FeatureTable(FeatureList features)
    {
        var size = 4;
        while (size < features.Count + (features.Count / 2)) // about two thirds full
            size *= 2;
        _slots = new uint[size];
        _features = new Feature[features.Count];
        var count = 0u;
        for (var i = 0; i < features.Count; i++)
        {
            ref readonly var feature = ref features[i];
            ref var slot = ref SlotOf(feature.Key, out var tag);
            if (slot == 0)
                slot = tag | ++count;
            _features[(slot & Mask) - 1] = feature;
        }
        if (count < _features.Length)
            Array.Resize(ref _features, (int)count);
    }

    /// <summary>The bits that number the slots, of which there are a power of two and more than features.</summary>
    private uint Mask => (uint)_slots.Length - 1;

    public static FeatureTable Empty { get; } = new(new FeatureList());

    public int Count => _features.Length;

    public ReadOnlySpan<Feature> Features => _features;

    /// <summary>The feature of a key; one that does not exist where there is none.</summary>
    public ref readonly Feature Find(string key)
    {
        var slot = SlotOf(key, out _);
        return ref slot == 0 ? ref None : ref _features[(slot & Mask) - 1];
    }

    /// <summary>The keys, each where it first stands.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        foreach (var feature in _features)
            yield return feature.Key;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The slot that a key has, or the empty one that it would get.</summary>
    private ref uint SlotOf(string key, out uint tag)
    {
        var slots = _slots;
        var hash = TextHash.Of(key.AsSpan());
        var mask = (uint)slots.Length - 1;
        tag = hash & ~mask;
        for (uint at = hash, step = 1; ; at += step++) // comes to every slot, and does not walk along the whole of a crowd
        {
            ref var slot = ref slots[at & mask];
            if (slot == 0 || ((slot & ~mask) == tag && Utf16.Equal(_features[(slot & mask) - 1].Key, key)))
                return ref slot;
        }
    }
}
