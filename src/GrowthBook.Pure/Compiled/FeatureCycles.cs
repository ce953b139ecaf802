namespace GrowthBook;

/// <summary>
/// The features that need each other by prerequisites: Tarjan's strongly connected components. Takes time and bytes linear in the features and
/// their prerequisites, and no recursion.
/// </summary>
internal sealed class FeatureCycles
{
    private readonly FeatureTable _features;

    /// <summary>The order in which features are reached, from 1; 0 for one that is not.</summary>
    private readonly int[] _orders;

    /// <summary>The first feature, by order, that a feature is known to lead back to.</summary>
    private readonly int[] _lowest;

    /// <summary>The order of the first feature of each component; 0 while the component is open.</summary>
    private readonly int[] _components;

    /// <summary>The features whose component is open, as they were reached.</summary>
    private readonly Stack<int> _path = new();

    /// <summary>The features that are being walked, each with the rule and its prerequisite that come next.</summary>
    private readonly Stack<(int Number, int Rule, int Next)> _open = new();
    private int _reached;

    /// <param name="features">The features of a payload.</param>
    public FeatureCycles(FeatureTable features)
    {
        _features = features;
        (_orders, _lowest, _components) = (new int[features.EntryCount], new int[features.EntryCount], new int[features.EntryCount]);
        for (var number = 0; number < features.EntryCount; number++)
        {
            if (_orders[number] == 0)
                Walk(number);
        }
    }

    /// <summary>The keys of the features that need themselves, directly or through others.</summary>
    public IEnumerable<string> Keys()
    {
        for (var number = 0; number < _features.EntryCount; number++)
        {
            if (NeedsItself(number))
                yield return _features[number].Key;
        }
    }

    /// <summary>Whether two features, one of which needs the other, need each other.</summary>
    public bool AreTogether(int number, int other) => _components[number] == _components[other];

    private bool NeedsItself(int number)
    {
        var rules = _features[number].Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var needed in rules[i].Prerequisites)
            {
                if (AreTogether(number, needed.Number))
                    return true;
            }
        }
        return false;
    }

    private void Walk(int root)
    {
        Reach(root);
        while (_open.Count > 0)
        {
            var (number, rule, next) = _open.Pop();
            var rules = _features[number].Rules;
            if (rule == rules.Count)
            {
                Leave(number);
            }
            else if (next == rules[rule].Prerequisites.Length)
            {
                _open.Push((number, rule + 1, 0));
            }
            else
            {
                _open.Push((number, rule, next + 1));
                var needed = rules[rule].Prerequisites[next].Number;
                if (_orders[needed] == 0)
                    Reach(needed);
                else if (_components[needed] == 0)
                    Lower(number, _orders[needed]);
            }
        }
    }

    private void Reach(int number)
    {
        _orders[number] = _lowest[number] = ++_reached;
        _path.Push(number);
        _open.Push((number, 0, 0));
    }

    private void Lower(int number, int lowest) => _lowest[number] = Math.Min(_lowest[number], lowest);

    /// <summary>Closes the component of which a feature is the first, and tells the feature that led here how far back it leads.</summary>
    private void Leave(int number)
    {
        if (_lowest[number] == _orders[number])
        {
            int member;
            do
            {
                member = _path.Pop();
                _components[member] = _orders[number];
            }
            while (member != number);
        }
        else
        {
            Lower(_open.Peek().Number, _lowest[number]);
        }
    }
}
