namespace GrowthBook.AspNetCore;

/// <summary>Why a request or a feature has no value.</summary>
/// <param name="Status">The status of the response.</param>
/// <param name="Code">The protocol's code.</param>
/// <param name="Details">The explanation.</param>
internal sealed record OfrepFault(int Status, string Code, string Details)
{
    public static OfrepFault NotJson(string fault) => new(400, "PARSE_ERROR", $"the body is not the JSON of an evaluation request: {fault}");

    public static OfrepFault TooLarge(int limit) => new(400, "GENERAL", $"the body has more than {limit} bytes; send fewer attributes");

    public static OfrepFault BadContext(Value context) => new(400, "INVALID_CONTEXT", $"the context is {ValueKinds.Of(context)}; send a JSON object of attributes");

    public static OfrepFault NoContext(string member) =>
        new(400, "INVALID_CONTEXT", $"the body has the member `{PlainText.Of(member, 100)}` but no member `context`; send a body such as {{\"context\":{{\"targetingKey\":\"u-1\"}}}}");

    public static OfrepFault BadTargetingKey(Value key) => new(400, "INVALID_CONTEXT", $"the targetingKey is {ValueKinds.Of(key)}; send a string");

    public static OfrepFault NoTargetingKey() => new(400, "TARGETING_KEY_MISSING", "the context has no targetingKey, which this server requires");

    public static OfrepFault NotFound(string? nearest) =>
        new(404, "FLAG_NOT_FOUND", "there is no feature of this key" + (nearest is null ? "" : $"; did you mean `{nearest}`?"));

    public static OfrepFault NoKey() => new(401, "GENERAL", "the request has no API key; send the header `Authorization: Bearer KEY` or `X-API-Key: KEY`");

    public static OfrepFault UnknownKey() => new(401, "GENERAL", "the server does not accept the API key of the request; compare it with the server's keys");

    public static OfrepFault NoClient() => new(401, "GENERAL", "the server has no features at this address; correct the address, such as the client key in it");

    /// <summary>The status is 500, because OpenFeature's clients read the details of no other status above 404.</summary>
    public static OfrepFault NotReady() => new(500, "PROVIDER_NOT_READY", "the server has no payload yet; repeat the request, or see the server's log for the reason");

    public static OfrepFault Cyclic() => new(400, "PARSE_ERROR", "the feature's prerequisites lead back to itself; change them in GrowthBook");

    /// <summary>The answer to a single evaluation, and an element of a bulk evaluation.</summary>
    public Value.Object Of(string key) => new([new("key", key), new("errorCode", Code), new("errorDetails", Details)]);

    /// <summary>The answer to a bulk evaluation.</summary>
    public Value.Object OfBulk() => new([new("errorCode", Code), new("errorDetails", Details)]);
}
