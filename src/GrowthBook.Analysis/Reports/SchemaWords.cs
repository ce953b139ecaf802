namespace GrowthBook.Analysis;

/// <summary>What a schema expects, in words: <c>an integer from 0 to 10</c>.</summary>
internal static class SchemaWords
{
    public static string Of(Value schema) =>
        schema is Value.Object members && members.ContainsKey("const") ? members["const"].ToJson()
        : schema["enum"] is Value.Array words ? Either(words.Select(word => word.ToJson()))
        : Either(schema["type"] switch
        {
            Value.Array types => types.Select(type => OfType(type.AsString(), schema)),
            var type => [OfType(type.AsString(), schema)],
        });

    /// <summary>Alternatives: <c>a, b or c</c>.</summary>
    public static string Either(IEnumerable<string> words) => words.ToArray() is [.. var first, var last] && first.Length > 0 ? $"{string.Join(", ", first)} or {last}" : words.Single();

    private static string OfType(string? type, Value schema) => type switch
    {
        "object" => "an object",
        "array" => schema["minItems"] is Value.Number length ? $"an array of {length} elements" : "an array",
        "string" => schema["pattern"].AsString() is { } pattern ? $"a string that matches {pattern}" : "a string",
        "integer" => $"an integer{Range(schema)}",
        "number" => $"a number{Range(schema)}",
        "boolean" => "a boolean",
        "null" => "null",
        _ => "a value",
    };

    private static string Range(Value schema) =>
        $"{Bound(schema, "from", "minimum")}{Bound(schema, "above", "exclusiveMinimum")}{Bound(schema, "to", "maximum")}{Bound(schema, "and below", "exclusiveMaximum")}";

    private static string Bound(Value schema, string word, string keyword) => schema[keyword] is Value.Number bound ? $" {word} {bound}" : "";
}
