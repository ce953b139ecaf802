namespace GrowthBook;

/// <summary>
/// The features of a payload while it is read. A feature has its number from its first mention on, by a prerequisite or as
/// a feature, so that references need no second pass.
/// </summary>
/// <remarks>Features are kept in blocks: an array that grows to thousands would leave one large object after the other.</remarks>
internal sealed class FeatureNumbers
{
    private const int BlockSize = 256;

    private readonly List<Feature[]> _blocks = [];
    private uint[] _slots = new uint[KeySlots.MinLength];
    private List<int>? _order;

    /// <summary>The number of keys.</summary>
    private int _count;

    /// <summary>The number of features that exist.</summary>
    private int _existing;

    private Keys AllKeys => new(_blocks);

    private ref Feature this[int number] => ref _blocks[number / BlockSize][number % BlockSize];

    /// <summary>The key as it is held, once for all mentions.</summary>
    public string KeyOf(int number) => this[number].Key;

    /// <summary>The number of a key, which the key gets at its first mention.</summary>
    public int NumberOf(string key)
    {
        var number = KeySlots.Find(_slots, key, AllKeys);
        if (number >= 0)
            return number;
        number = _count++;
        if (number % BlockSize == 0)
            _blocks.Add(new Feature[BlockSize]);
        this[number] = new Feature(key);
        if (KeySlots.IsFull(_slots, _count))
            Grow();
        else
            KeySlots.Add(_slots, key, number, AllKeys);
        return number;
    }

    /// <summary>Whether a feature of this number was added and not removed.</summary>
    public bool Has(int number) => this[number].Exists;

    /// <summary>Adds a feature, or replaces the one of the same key, which keeps its place.</summary>
    public void Set(int number, Feature feature)
    {
        ref var entry = ref this[number];
        if (!entry.Exists)
            AddToOrder(number);
        entry = feature;
    }

    /// <summary>Removes a feature and keeps its number.</summary>
    public void Remove(int number)
    {
        if (!this[number].Exists)
            return;
        StoreOrder(); // in which the number is left out later
        this[number] = new Feature(KeyOf(number));
        _existing--;
    }

    /// <summary>Removes all features and keeps their numbers, before another list of features replaces them.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
            this[i] = new Feature(KeyOf(i));
        _order = _count == 0 ? null : [];
        _existing = 0;
    }

    public FeatureTable Build()
    {
        if (_count == 0)
            return FeatureTable.Empty;
        var features = new Feature[_count];
        for (var i = 0; i < features.Length; i++)
            features[i] = this[i];
        return new FeatureTable(features, _slots, _existing < _count || _order is not null ? FinalOrder() : null);
    }

    private void Grow()
    {
        _slots = new uint[_slots.Length * 2];
        for (var i = 0; i < _count; i++)
            KeySlots.Add(_slots, KeyOf(i), i, AllKeys);
    }

    /// <summary>In most payloads the order is that of the numbers, and is not stored.</summary>
    private void AddToOrder(int number)
    {
        if (number != _existing)
            StoreOrder();
        _order?.Add(number);
        _existing++;
    }

    /// <summary>The numbers of the features that exist. A feature that was removed and set again has its later place.</summary>
    private int[] FinalOrder()
    {
        var added = StoreOrder();
        var order = new int[_existing];
        var isPlaced = new bool[_count];
        var at = order.Length;
        for (var i = added.Count - 1; i >= 0; i--)
        {
            if (!this[added[i]].Exists || isPlaced[added[i]])
                continue;
            isPlaced[added[i]] = true;
            order[--at] = added[i];
        }
        return order;
    }

    private List<int> StoreOrder() => _order ??= [.. Enumerable.Range(0, _existing)];

    private readonly struct Keys(List<Feature[]> blocks) : KeySlots.IKeys
    {
        public string this[int number] => blocks[number / BlockSize][number % BlockSize].Key;
    }
}
