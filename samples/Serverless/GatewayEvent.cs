using System.Text.Unicode;
using GrowthBook;

namespace Serverless;

/// <summary>
/// The event of an HTTP request that Amazon API Gateway or a Lambda function URL passes to a function: the request's body is a text in an envelope.
/// The payload formats 1.0 and 2.0 have the same names here, and take the same answer.
/// </summary>
public static class GatewayEvent
{
    /// <summary>Whether a request is such an event, and not the attributes of a user.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether it is one.</returns>
    public static bool IsOne(Attributes request) => request["requestContext"] is Value.Object && request["isBase64Encoded"] is Value.Boolean;

    /// <summary>Reads the attributes in the body of the HTTP request.</summary>
    /// <param name="request">An event.</param>
    /// <returns>The attributes, and the faults of the body.</returns>
    /// <exception cref="BadRequestException">The body is not base64, although the event says so, or not UTF-8.</exception>
    public static Parsed<Attributes> AttributesOf(Attributes request)
    {
        var body = request["body"].AsString() ?? "";
        if (request["isBase64Encoded"].AsBoolean() != true)
            return Attributes.Parse(body);
        var bytes = new byte[body.Length];
        if (!Convert.TryFromBase64String(body, bytes, out var length))
            throw new BadRequestException("the body is not base64, although isBase64Encoded is true", "$.body");
        return Utf8.IsValid(bytes.AsSpan(0, length))
            ? Attributes.Parse(bytes.AsSpan(0, length))
            : throw new BadRequestException("the body is not UTF-8, such as text in Latin-1", "$.body");
    }

    /// <summary>Returns the answer in the form of the gateway.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="body">A JSON text.</param>
    /// <returns>A JSON object.</returns>
    public static string Answer(int status, string body) => new Value.Object
    {
        ["statusCode"] = status,
        ["headers"] = new Value.Object { ["content-type"] = "application/json" },
        ["body"] = body,
        ["isBase64Encoded"] = false,
    }.ToString();
}
