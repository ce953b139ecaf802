namespace GrowthBook;

/// <summary>The beginning of a value's JSON text, for people. Costs as much as is shown, however large the value is.</summary>
internal static class ShortJson
{
    /// <summary>
    /// Returns the JSON text as <see cref="PlainText"/> shows it. A cut text names the characters of a string, the elements of an array or the
    /// members of an object.
    /// </summary>
    public static string Of(Value value, int maxLength)
    {
        var rest = maxLength;
        if (Fits(value, ref rest))
            return PlainText.Of(value.ToJson(), maxLength);
        rest = maxLength;
        var start = Start(value, ref rest).ToJson();
        return value switch
        {
            Value.String text => PlainText.Of(start, maxLength, text.Content.Length, "characters"),
            Value.Array array => PlainText.Of(start, maxLength, array.Count, "elements"),
            _ => PlainText.Of(start, maxLength, ((Value.Object)value).Count, "members"),
        };
    }

    /// <summary>Whether the text can have so many characters at most: escapes make it longer.</summary>
    public static bool Fits(Value value, int maxLength) => Fits(value, ref maxLength);

    /// <summary>Whether the text can be short, counting one character for all but strings and names.</summary>
    private static bool Fits(Value value, ref int rest)
    {
        rest -= value is Value.String text ? text.Content.Length + 2 : 1;
        switch (value)
        {
            case Value.Array array:
                for (var i = 0; rest >= 0 && i < array.Count; i++)
                    Fits(array[i], ref rest);
                break;
            case Value.Object members:
                foreach (var member in members)
                {
                    rest -= member.Key.Length + 2;
                    if (rest < 0 || !Fits(member.Value, ref rest))
                        break;
                }
                break;
        }
        return rest >= 0;
    }

    /// <summary>A part of the value whose text is longer than the rest, so that its end is not shown.</summary>
    private static Value Start(Value value, ref int rest)
    {
        rest--;
        return value switch
        {
            Value.String text => new Value.String(Start(text.Content, ref rest)),
            Value.Array array => new Value.Array(StartOf(array, ref rest)),
            Value.Object members => new Value.Object(StartOf(members, ref rest)),
            _ => value,
        };
    }

    private static string Start(string text, ref int rest)
    {
        var length = Math.Min(text.Length, Math.Max(rest, 0) + 1);
        rest -= length + 1;
        return text.Substring(0, length);
    }

    private static List<Value> StartOf(Value.Array array, ref int rest)
    {
        var items = new List<Value>();
        for (var i = 0; rest >= 0 && i < array.Count; i++)
            items.Add(Start(array[i], ref rest));
        return items;
    }

    private static List<KeyValuePair<string, Value>> StartOf(Value.Object members, ref int rest)
    {
        var items = new List<KeyValuePair<string, Value>>();
        foreach (var member in members)
        {
            if (rest < 0)
                break;
            var name = Start(member.Key, ref rest);
            items.Add(new(name, Start(member.Value, ref rest)));
        }
        return items;
    }
}
