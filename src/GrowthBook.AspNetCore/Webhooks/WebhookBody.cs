using System.Text;
using System.Text.Json;

namespace GrowthBook.AspNetCore;

/// <summary>The forms that the body of GrowthBook's SDK webhook has.</summary>
internal static class WebhookBody
{
    private static readonly string[] PayloadMembers = ["features", "encryptedFeatures", "experiments", "encryptedExperiments"];

    /// <summary>Returns the payload of a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>
    /// The text of <c>data.payload</c>, or the body itself if it is a payload; <c>null</c> if the body has no payload, so that the client
    /// requests it.
    /// </returns>
    /// <exception cref="JsonException">The body is not a JSON object, or its payload has another kind than string and object.</exception>
    public static ReadOnlyMemory<byte>? PayloadIn(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return null;
        using var document = Parse(body);
        try
        {
            return PayloadIn(document.RootElement, body);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a string has bytes that are not UTF-8, or half a surrogate pair", e);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        }
        catch (JsonException e)
        {
            // The message of the platform quotes the body.
            throw new JsonException(Attributes.Parse(body.Span).Errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Fatal)?.Message ?? "not JSON", e);
        }
    }

    private static ReadOnlyMemory<byte>? PayloadIn(JsonElement root, ReadOnlyMemory<byte> body)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException($"the body is a JSON {root.ValueKind}, and must be an object");
        if (PayloadMembers.Any(name => root.TryGetProperty(name, out _)))
            return body;
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("payload", out var payload))
            return null;
        return payload.ValueKind switch
        {
            JsonValueKind.Null => (ReadOnlyMemory<byte>?)null,
            JsonValueKind.String when payload.GetString() is { Length: > 0 } text => Encoding.UTF8.GetBytes(text),
            JsonValueKind.String => null,
            JsonValueKind.Object => Encoding.UTF8.GetBytes(payload.GetRawText()),
            var kind => throw new JsonException($"$.data.payload is a JSON {kind}, and must be the payload's text"),
        };
    }
}
