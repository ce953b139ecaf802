namespace GrowthBook.Client;

/// <summary>
/// A map of bounded size, which forgets what was not used for longest. Not for several threads at once.
/// </summary>
/// <param name="capacity">How many entries it holds at most; at least 1.</param>
/// <param name="comparer">Compares keys.</param>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity, IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = new(comparer);
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public int Count => _nodes.Count;

    /// <summary>The value of a key, which counts as using it.</summary>
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

    public void Remove(TKey key)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            _nodes.Remove(key);
            _byUse.Remove(node);
        }
    }
}
