using System.Collections;

namespace GrowthBook;

/// <summary>
/// Features by their keys: an array, and a hash index into it with open addressing. A dictionary of values of our own type
/// would have to be compiled at the start of each process, which takes longer than loading a thousand features, and takes
/// 3 ns more to ask.
/// </summary>
internal sealed class FeatureTable : IReadOnlyCollection<string>
{
    private static readonly Feature None;

    /// <summary>Most features that a table holds. A payload of so many would be gigabytes.</summary>
    private const uint Most = (1 << IndexBits) - 1;

    private const int IndexBits = 24;

    /// <summary>The index of a feature, counted from 1, and above it a byte of its key's hash, so that few keys are compared in vain; 0 is empty.</summary>
    private readonly uint[] _slots;
    private readonly Feature[] _features;

    /// <param name="features">The features; of several with one key the last counts.</param>
    public FeatureTable(FeatureList features)
    {
        var size = 4;
        while (size < features.Count + (features.Count / 2)) // at most two thirds full
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
            _features[(slot & Most) - 1] = feature;
        }
        if (count < _features.Length)
            Array.Resize(ref _features, (int)count);
    }

    public static FeatureTable Empty { get; } = new(new FeatureList());

    public int Count => _features.Length;

    public ReadOnlySpan<Feature> Features => _features;

    /// <summary>The feature of a key; one that does not exist where there is none.</summary>
    public ref readonly Feature Find(string key)
    {
        var slot = SlotOf(key, out _);
        return ref slot == 0 ? ref None : ref _features[(slot & Most) - 1];
    }

    /// <summary>The keys, in the order in which they were first written.</summary>
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
        tag = hash & ~Most; // of its upper bits, as the lower ones find the slot
        for (var at = hash; ; at++)
        {
            ref var slot = ref slots[at & (uint)(slots.Length - 1)];
            if (slot == 0 || ((slot & ~Most) == tag && Ecma.SameText(_features[(slot & Most) - 1].Key, key)))
                return ref slot;
        }
    }
}
