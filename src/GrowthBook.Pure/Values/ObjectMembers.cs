namespace GrowthBook;

/// <summary>
/// The members of an object while it is being put together. Keeps them in ECMAScript's order of own property
/// names (OrdinaryOwnPropertyKeys): array indices ascending, then the rest as first written; the last value wins.
/// </summary>
internal sealed class ObjectMembers(int capacity = 4)
{
    /// <summary>Above this count names are found by hash.</summary>
    private const int IndexedFrom = 16;

    private string[] _names = new string[capacity];
    private Value[] _values = new Value[capacity];
    private Dictionary<string, int>? _index;
    private int _count;
    private bool _hasArrayIndex;

    /// <summary>The members of an object that code puts together; nested too deep, they are cut.</summary>
    public static ObjectMembers Of(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var result = new ObjectMembers();
        foreach (var member in members)
            result.Set(member.Key, member.Value is null ? null : Nesting.Cut(member.Value, 2));
        return result;
    }

    public void Set(string name, Value? value)
    {
        value ??= Value.Null.Instance;
        var at = IndexOf(name);
        if (at >= 0)
        {
            _values[at] = value;
            return;
        }
        if (_count == _names.Length)
        {
            Array.Resize(ref _names, Math.Max(4, _count * 2));
            Array.Resize(ref _values, _names.Length);
        }
        _index?.Add(name, _count);
        _hasArrayIndex |= ArrayIndex.TryParse(name, out _);
        (_names[_count], _values[_count]) = (name, value);
        _count++;
    }

    /// <summary>The members in their order. Takes ownership of the arrays.</summary>
    public (string[] Names, Value[] Values) ToArrays()
    {
        Array.Resize(ref _names, _count);
        Array.Resize(ref _values, _count);
        if (!_hasArrayIndex)
            return (_names, _values);

        // OrderBy is stable, so other names keep their order after the indices.
        var order = Enumerable.Range(0, _count)
            .OrderBy(i => ArrayIndex.TryParse(_names[i], out var index) ? index : uint.MaxValue)
            .ToArray();
        return (Array.ConvertAll(order, i => _names[i]), Array.ConvertAll(order, i => _values[i]));
    }

    private int IndexOf(string name)
    {
        if (_count < IndexedFrom)
        {
            for (var i = 0; i < _count; i++)
            {
                if (_names[i] == name)
                    return i;
            }
            return -1;
        }
        if (_index is null)
        {
            _index = new Dictionary<string, int>(KeyedTexts.Comparer);
            for (var i = 0; i < _count; i++)
                _index.Add(_names[i], i);
        }
        return _index.TryGetValue(name, out var at) ? at : -1;
    }
}
