using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// The operand of <c>$in</c> and its relatives, or the ids of a saved group, as a set: asking costs the same
/// whether it holds ten values or a million. Equality is ECMAScript's strict one, so <c>1</c> and <c>"1"</c>
/// differ, and arrays and objects are never found.
/// </summary>
internal sealed class ValueSet
{
    /// <summary>Up to this many values, walking them beats hashing the value that is looked for.</summary>
    private const int Few = 8;

    private readonly Value[]? _few;
    private readonly StringSet? _strings;
    private readonly HashSet<double>? _numbers;
    private readonly Others _others;
    private readonly bool _ignoreCase;

    private ValueSet(Value[] few, bool ignoreCase) => (_few, _ignoreCase) = (few, ignoreCase);

    private ValueSet(StringSet strings, HashSet<double>? numbers, Others others, bool ignoreCase) =>
        (_strings, _numbers, _others, _ignoreCase) = (strings, numbers, others, ignoreCase);

    [Flags]
    private enum Others
    {
        None = 0,
        True = 1,
        False = 2,
        Null = 4,
    }

    public static ValueSet Empty { get; } = Of(Value.Array.Empty);

    public static ValueSet Of(Value.Array source, bool ignoreCase = false)
    {
        if (source.Count <= Few)
            return new ValueSet(ignoreCase ? source.Select(Fold).ToArray() : source.Owned, ignoreCase);
        var builder = new Builder(ignoreCase);
        foreach (var item in source.Items)
            builder.Add(item);
        return builder.Build();
    }

    /// <summary>Reads the array that the reader is at; arrays and objects in it, which are never found, are skipped.</summary>
    public static ValueSet Read(ValueReader values, ref Utf8JsonReader reader)
    {
        var builder = new Builder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                builder.Strings.Add(reader.ValueSpan);
            else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                reader.Skip();
            else
                builder.Add(values.ReadValue(ref reader));
        }
        return builder.Build();
    }

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

    private bool Contains(Value value)
    {
        if (_few is null)
            return ContainsHashed(value);
        if (_ignoreCase)
            value = Fold(value);
        foreach (var item in _few)
        {
            if (Ecma.StrictEquals(item, value))
                return true;
        }
        return false;
    }

    private bool ContainsHashed(Value value) => value switch
    {
        Value.String text => _strings!.Contains((_ignoreCase ? EcmaCase.ToLower(text.Content) : text.Content).AsSpan()),
        Value.Number number => _numbers is not null && _numbers.Contains(number.Content),
        Value.Boolean boolean => (_others & (boolean.Content ? Others.True : Others.False)) != 0,
        Value.Null => (_others & Others.Null) != 0,
        _ => false,
    };

    private static Value Fold(Value value) => value is Value.String text ? EcmaCase.ToLower(text.Content) : value;

    /// <summary>Takes the values one by one, so that a saved group is read from JSON without a value for each id.</summary>
    private sealed class Builder(bool ignoreCase = false)
    {
        private HashSet<double>? _numbers;
        private Others _others;

        public StringSet.Builder Strings { get; } = new();

        public void Add(Value value)
        {
            switch (value)
            {
                case Value.String text:
                    Strings.Add(ignoreCase ? EcmaCase.ToLower(text.Content) : text.Content);
                    break;
                case Value.Number number:
                    (_numbers ??= []).Add(number.Content);
                    break;
                case Value.Boolean boolean:
                    _others |= boolean.Content ? Others.True : Others.False;
                    break;
                case Value.Null:
                    _others |= Others.Null;
                    break;
            }
        }

        public ValueSet Build() => new(Strings.Build(), _numbers, _others, ignoreCase);
    }
}
