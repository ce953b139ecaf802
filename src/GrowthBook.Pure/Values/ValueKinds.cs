namespace GrowthBook;

/// <summary>The kinds of values as texts for people.</summary>
internal static class ValueKinds
{
    /// <summary>A kind such as <c>a number</c>.</summary>
    public static string Of(Value value) => value switch
    {
        Value.Null => "null",
        Value.Boolean => "a boolean",
        Value.Number => "a number",
        Value.String => "a string",
        Value.Array => "an array",
        _ => "an object",
    };
}
