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

    /// <summary>The index of a feature, counted from 1, and above it the hash of its key, so that few keys are compared in vain; 0 is empty.</summary>
    private readonly ulong[] _slots;
    private readonly Feature[] _features;

    /// <param name="features">The features; of several with one key the last counts.</param>
    public FeatureTable(FeatureList features)
    {
        var size = 4;
        while (size < features.Count + (features.Count / 2)) // at most two thirds full
            size *= 2;
        _slots = new ulong[size];
        _features = new Feature[features.Count];
        var count = 0u;
        for (var i = 0; i < features.Count; i++)
        {
            ref readonly var feature = ref features[i];
            ref var slot = ref SlotOf(feature.Key, out var hash);
            if (slot == 0)
                slot = ((ulong)hash << 32) | ++count;
            _features[(uint)slot - 1] = feature;
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
        return ref slot == 0 ? ref None : ref _features[(uint)slot - 1];
    }

    /// <summary>The keys, in the order in which they were first written.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        foreach (var feature in _features)
            yield return feature.Key;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The slot that a key has, or the empty one that it would get.</summary>
    private ref ulong SlotOf(string key, out uint hash)
    {
        var slots = _slots;
        hash = TextHash.Of(key.AsSpan());
        for (var at = hash; ; at++)
        {
            ref var slot = ref slots[at & (uint)(slots.Length - 1)];
            if (slot == 0 || ((uint)(slot >> 32) == hash && Ecma.SameText(_features[(uint)slot - 1].Key, key)))
                return ref slot;
        }
    }
}
