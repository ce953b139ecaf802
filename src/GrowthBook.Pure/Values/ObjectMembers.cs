namespace GrowthBook;

/// <summary>
/// The members of an object while it is being put together. Keeps them in ECMAScript's order of own property
/// names (OrdinaryOwnPropertyKeys): array indices ascending, then the rest as first written; the last value wins.
/// </summary>
internal sealed class ObjectMembers
{
    private readonly List<string> _names;
    private readonly List<Value> _values;
    private Dictionary<string, int>? _index;
    private bool _hasArrayIndex;

    public ObjectMembers(int capacity = 4)
    {
        _names = new List<string>(capacity);
        _values = new List<Value>(capacity);
    }

    public static ObjectMembers Of(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var result = new ObjectMembers();
        foreach (var member in members)
            result.Set(member.Key, member.Value);
        return result;
    }

    public bool IsEmpty => _names.Count == 0;

    public void Set(string name, Value? value)
    {
        value ??= Value.Null.Instance;
        var at = IndexOf(name);
        if (at >= 0)
        {
            _values[at] = value;
            return;
        }
        _index?.Add(name, _names.Count);
        _hasArrayIndex |= IsArrayIndex(name, out _);
        _names.Add(name);
        _values.Add(value);
    }

    public (string[] Names, Value[] Values) ToArrays()
    {
        var (names, values) = (_names.ToArray(), _values.ToArray());
        if (_hasArrayIndex)
        {
            // OrderBy is stable, so names that are not indices keep their order behind those that are.
            var order = Enumerable.Range(0, names.Length)
                .OrderBy(i => IsArrayIndex(_names[i], out var index) ? index : uint.MaxValue)
                .ToArray();
            for (var i = 0; i < order.Length; i++)
                (names[i], values[i]) = (_names[order[i]], _values[order[i]]);
        }
        return (names, values);
    }

    /// <summary>
    /// Whether a name is an ECMAScript array index: the decimal text of an integer from 0 to 2^32 - 2, without
    /// leading zeros. <c>"01"</c> and <c>"4294967295"</c> are not.
    /// </summary>
    internal static bool IsArrayIndex(string name, out uint index)
    {
        index = 0;
        if (name.Length is 0 or > 10 || (name[0] == '0' && name.Length > 1))
            return false;
        ulong number = 0;
        foreach (var c in name)
        {
            if (c is < '0' or > '9')
                return false;
            number = (number * 10) + (uint)(c - '0');
        }
        index = unchecked((uint)number);
        return number < uint.MaxValue;
    }

    private int IndexOf(string name)
    {
        if (_index is null)
        {
            if (_names.Count < 16)
            {
                for (var i = 0; i < _names.Count; i++)
                {
                    if (_names[i] == name)
                        return i;
                }
                return -1;
            }
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _names.Count; i++)
                _index.Add(_names[i], i);
        }
        return _index.TryGetValue(name, out var at) ? at : -1;
    }
}
