namespace GrowthBook.Client;

/// <summary>
/// A dictionary of bounded size that evicts the least recently used entry. Not thread-safe.
/// </summary>
/// <param name="capacity">The maximum number of entries; 1 or more.</param>
/// <param name="comparer">Compares keys.</param>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity, IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = new(comparer);
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public int Count => _nodes.Count;

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

    public void Set(TKey key, TValue value)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
        }
        else if (_nodes.Count >= capacity)
        {
            node = _byUse.Last!;
            _byUse.RemoveLast();
            _nodes.Remove(node.Value.Key);
            _nodes.Add(key, node);
        }
        else
        {
            node = new LinkedListNode<(TKey Key, TValue Value)>((key, value));
            _nodes.Add(key, node);
        }
        node.Value = (key, value);
        _byUse.AddFirst(node);
    }
}
