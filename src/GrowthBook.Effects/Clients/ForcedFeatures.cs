namespace GrowthBook.Client;

/// <summary>Reads the forced feature values of the options, which are texts because a configuration has nothing else.</summary>
internal static class ForcedFeatures
{
    /// <summary>Returns the values by feature key, without the features whose text is empty.</summary>
    public static Value.Object Read(IEnumerable<KeyValuePair<string, string?>> texts) => new(
        from forced in texts
        where !string.IsNullOrEmpty(forced.Value)
        select new KeyValuePair<string, Value>(forced.Key, Parse(forced.Value!) ?? Value.Null.Instance));

    /// <summary>Returns whether a text is a value: JSON, or text that does not begin like a JSON object, array or string.</summary>
    public static bool IsValid(string? text) => string.IsNullOrEmpty(text) || Parse(text!) is not null;

    private static Value? Parse(string text)
    {
        // The JSON configuration provider writes booleans like this.
        if (text is "True" or "False")
            return text == "True";
        var (value, faults) = Value.Parse(text);
        if (faults.IsEmpty)
            return value;
        return text.TrimStart() is ['{' or '[' or '"', ..] ? null : new Value.String(text);
    }
}
