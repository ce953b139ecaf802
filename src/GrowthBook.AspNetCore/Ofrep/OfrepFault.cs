namespace GrowthBook.AspNetCore;

/// <summary>Why a request or a feature has no value.</summary>
/// <param name="Status">The status of the response.</param>
/// <param name="Code">The protocol's code.</param>
/// <param name="Details">The explanation.</param>
internal sealed record OfrepFault(int Status, string Code, string Details)
{
    public static OfrepFault NotJson(PayloadError error) => new(400, "PARSE_ERROR", $"the body is not the JSON of an evaluation request: {error.Message}");

    public static OfrepFault TooLarge(int limit) => new(400, "GENERAL", $"the body has more than {limit} bytes; send fewer attributes");

    public static OfrepFault BadContext(Value context) => new(400, "INVALID_CONTEXT", $"the context is {Kind(context)}; send a JSON object of attributes");

    public static OfrepFault BadTargetingKey(Value key) => new(400, "INVALID_CONTEXT", $"the targetingKey is {Kind(key)}; send a string");

    public static OfrepFault NoTargetingKey() => new(400, "TARGETING_KEY_MISSING", "the context has no targetingKey, which this server requires");

    public static OfrepFault NotFound() => new(404, "FLAG_NOT_FOUND", "there is no feature of this key");

    public static OfrepFault Cyclic() => new(400, "PARSE_ERROR", "the feature's prerequisites lead back to itself; change them in GrowthBook");

    /// <summary>The answer to a single evaluation, and an element of a bulk evaluation.</summary>
    public Value.Object Of(string key) => new([new("key", key), new("errorCode", Code), new("errorDetails", Details)]);

    /// <summary>The answer to a bulk evaluation.</summary>
    public Value.Object OfBulk() => new([new("errorCode", Code), new("errorDetails", Details)]);

    private static string Kind(Value value) => value switch
    {
        Value.Null => "null",
        Value.Boolean => "a boolean",
        Value.Number => "a number",
        Value.String => "a string",
        Value.Array => "an array",
        _ => "an object",
    };
}
