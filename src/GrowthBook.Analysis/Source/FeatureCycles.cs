namespace GrowthBook.Analysis;

/// <summary>The features that need each other by prerequisites: Tarjan's strongly connected components, with a stack of its own.</summary>
internal sealed class FeatureCycles
{
    private readonly Dictionary<string, int> _components = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Order, int Lowest)> _visits = new(StringComparer.Ordinal);
    private readonly Stack<string> _path = new();
    private readonly Func<string, IEnumerable<string>> _needed;

    /// <param name="keys">The keys of the features.</param>
    /// <param name="needed">The keys that a feature needs; none for an unknown one.</param>
    public FeatureCycles(IEnumerable<string> keys, Func<string, IEnumerable<string>> needed)
    {
        _needed = needed;
        foreach (var key in keys.Where(key => !_visits.ContainsKey(key)))
            Visit(key);
    }

    /// <summary>Whether two features, one of which needs the other, need each other.</summary>
    public bool AreTogether(string key, string other) => _components[key] == _components[other];

    private void Visit(string start)
    {
        var open = new Stack<(string Key, IEnumerator<string> Needed)>();
        Open(start);
        while (open.TryPeek(out var visit))
        {
            if (visit.Needed.MoveNext())
            {
                if (!_visits.TryGetValue(visit.Needed.Current, out var seen))
                    Open(visit.Needed.Current);
                else if (!_components.ContainsKey(visit.Needed.Current))
                    Lower(visit.Key, seen.Order);
                continue;
            }
            open.Pop();
            Close(visit.Key);
            if (open.TryPeek(out var around))
                Lower(around.Key, _visits[visit.Key].Lowest);
        }

        void Open(string key)
        {
            _visits[key] = (_visits.Count, _visits.Count);
            _path.Push(key);
            open.Push((key, _needed(key).GetEnumerator()));
        }
    }

    private void Lower(string key, int lowest)
    {
        var (order, before) = _visits[key];
        _visits[key] = (order, Math.Min(before, lowest));
    }

    private void Close(string key)
    {
        var (order, lowest) = _visits[key];
        if (order != lowest)
            return;
        string member;
        do
        {
            member = _path.Pop();
            _components[member] = order;
        }
        while (member != key);
    }
}
