namespace GrowthBook.Client;

/// <summary>Values by keys, of which those used last are kept. One thread at a time.</summary>
internal sealed class RecentlyUsed<T>(int capacity)
    where T : class
{
    private readonly Dictionary<string, LinkedListNode<KeyValuePair<string, T>>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<KeyValuePair<string, T>> _order = new();

    public int Count => _nodes.Count;

    public T? Find(string key)
    {
        if (!_nodes.TryGetValue(key, out var node))
            return null;
        _order.Remove(node);
        _order.AddFirst(node);
        return node.Value.Value;
    }

    public void Set(string key, T value)
    {
        if (_nodes.TryGetValue(key, out var old))
            _order.Remove(old);
        _nodes[key] = _order.AddFirst(new KeyValuePair<string, T>(key, value));
        if (_nodes.Count > capacity && _order.Last is { } last)
        {
            _nodes.Remove(last.Value.Key);
            _order.RemoveLast();
        }
    }
}
