namespace GrowthBook.Client;

/// <summary>
/// A dictionary of bounded size that evicts the least recently used entries. Not thread-safe.
/// </summary>
/// <param name="capacity">The maximum number of entries; 1 or more.</param>
/// <param name="comparer">Compares keys.</param>
/// <param name="maxWeight">The maximum sum of the weights of all entries; a heavier entry is not kept. Default: no limit.</param>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity, IEqualityComparer<TKey> comparer, long maxWeight = long.MaxValue)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Weight)>> _nodes = new(comparer);
    private readonly LinkedList<(TKey Key, TValue Value, long Weight)> _byUse = new();

    public int Count => _nodes.Count;

    /// <summary>The sum of the weights of all entries.</summary>
    public long Weight { get; private set; }

    /// <summary>Looks up a key and marks it as used.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default!;
            return false;
        }
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds or replaces an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="weight">The weight; zero or more. Default: 0.</param>
    public void Set(TKey key, TValue value, long weight = 0)
    {
        if (weight > maxWeight)
        {
            Remove(key);
            return;
        }
        if (_nodes.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
            Weight -= node.Value.Weight;
        }
        else if (_nodes.Count >= capacity)
        {
            node = TakeLast();
            _nodes.Add(key, node);
        }
        else
        {
            node = new LinkedListNode<(TKey Key, TValue Value, long Weight)>((key, value, weight));
            _nodes.Add(key, node);
        }
        while (Weight > maxWeight - weight)
            TakeLast();
        Weight += weight;
        node.Value = (key, value, weight);
        _byUse.AddFirst(node);
    }

    private void Remove(TKey key)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            _nodes.Remove(key);
            _byUse.Remove(node);
            Weight -= node.Value.Weight;
        }
    }

    private LinkedListNode<(TKey Key, TValue Value, long Weight)> TakeLast()
    {
        var last = _byUse.Last!;
        _byUse.RemoveLast();
        _nodes.Remove(last.Value.Key);
        Weight -= last.Value.Weight;
        return last;
    }
}
