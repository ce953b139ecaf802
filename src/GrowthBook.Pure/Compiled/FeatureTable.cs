using System.Collections;

namespace GrowthBook;

/// <summary>The features of a payload, by number and by key.</summary>
/// <param name="features">The features by number; entries that do not exist are keys that only prerequisites mention.</param>
/// <param name="slots">The index of the keys.</param>
/// <param name="order">The numbers of the features that exist, in the payload's order; <c>null</c> for all entries in ascending order.</param>
internal sealed class FeatureTable(Feature[] features, uint[] slots, int[]? order) : IReadOnlyCollection<string>
{
    public static FeatureTable Empty { get; } = new([], new uint[KeySlots.MinLength], null);

    /// <summary>The number of features that exist.</summary>
    public int Count => order is null ? features.Length : order.Length;

    /// <summary>The number of entries, of which some may be keys that only prerequisites mention.</summary>
    public int EntryCount => features.Length;

    /// <summary>The keys that only prerequisites mention.</summary>
    public IEnumerable<string> Missing => features.Where(feature => !feature.Exists).Select(feature => feature.Key);

    /// <summary>The entry of a number from <see cref="NumberOf"/> or a prerequisite.</summary>
    public ref readonly Feature this[int number] => ref features[number];

    /// <summary>The number of a key; -1 where the payload neither has nor mentions it.</summary>
    public int NumberOf(string key) => KeySlots.Find(slots, key, new Keys(features));

    /// <summary>The number of the feature at a position of the payload's order, from 0 inclusive to <see cref="Count"/> exclusive.</summary>
    public int NumberAt(int position) => order is null ? position : order[position];

    /// <summary>The table with further entries, which have the numbers from <see cref="EntryCount"/> on and are not found by key.</summary>
    public FeatureTable WithUnlisted(IReadOnlyCollection<Feature> entries) =>
        new([.. features, .. entries], slots, order ?? [.. Enumerable.Range(0, features.Length)]);

    /// <summary>The keys of the features, each at its first place in the payload.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return features[NumberAt(i)].Key;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly struct Keys(Feature[] features) : KeySlots.IKeys
    {
        public string this[int number] => features[number].Key;
    }
}
