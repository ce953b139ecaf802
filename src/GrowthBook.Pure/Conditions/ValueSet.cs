namespace GrowthBook;

/// <summary>
/// The operand of <c>$in</c> and its relatives, or the ids of a saved group, as a set: asking costs the same
/// whether it holds ten values or a million. Equality is ECMAScript's strict one, so <c>1</c> and <c>"1"</c>
/// differ, and arrays and objects are never found.
/// </summary>
internal sealed class ValueSet
{
    /// <summary>Below this many strings, walking them beats hashing the value that is looked for.</summary>
    private const int HashedFrom = 5;

    private readonly string[]? _few;
    private readonly HashSet<string>? _many;
    private readonly HashSet<double>? _numbers;
    private readonly bool _hasTrue;
    private readonly bool _hasFalse;
    private readonly bool _hasNull;
    private readonly bool _ignoreCase;

    public ValueSet(Value.Array source, bool ignoreCase = false)
    {
        Source = source;
        _ignoreCase = ignoreCase;
        var strings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in source.Items)
        {
            switch (item)
            {
                case Value.String text:
                    strings.Add(ignoreCase ? EcmaCase.ToLower(text.Content) : text.Content);
                    break;
                case Value.Number number:
                    (_numbers ??= []).Add(number.Content);
                    break;
                case Value.Boolean { Content: true }:
                    _hasTrue = true;
                    break;
                case Value.Boolean:
                    _hasFalse = true;
                    break;
                case Value.Null:
                    _hasNull = true;
                    break;
            }
        }
        if (strings.Count < HashedFrom)
            _few = strings.ToArray();
        else
            _many = strings;
    }

    public static ValueSet Empty { get; } = new(Value.Array.Empty);

    /// <summary>The values as they were written.</summary>
    public Value.Array Source { get; }

    /// <summary>Whether the set holds the value, or, where it is an array, one of its elements.</summary>
    public bool Meets(Value value)
    {
        if (value is not Value.Array array)
            return Contains(value);
        foreach (var item in array.Items)
        {
            if (Contains(item))
                return true;
        }
        return false;
    }

    private bool Contains(Value value) => value switch
    {
        Value.String text => Contains(_ignoreCase ? EcmaCase.ToLower(text.Content) : text.Content),
        Value.Number number => _numbers is not null && _numbers.Contains(number.Content),
        Value.Boolean boolean => boolean.Content ? _hasTrue : _hasFalse,
        Value.Null => _hasNull,
        _ => false,
    };

    private bool Contains(string text)
    {
        if (_few is null)
            return _many!.Contains(text);
        foreach (var item in _few)
        {
            if (item == text)
                return true;
        }
        return false;
    }
}
