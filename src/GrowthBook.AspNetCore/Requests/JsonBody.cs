using System.Text;
using System.Text.Unicode;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace GrowthBook.AspNetCore;

/// <summary>Reads the JSON object of a request's body.</summary>
internal static class JsonBody
{
    /// <summary>Reads the members of an object.</summary>
    /// <param name="request">The request, whose headers can say that the body is compressed.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <returns>The members; with a fault if the body is no JSON object in UTF-8. Bytes of another encoding would become one character, and users with such identifiers one user.</returns>
    public static (Attributes Members, string? Fault) Read(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var (members, errors) = Attributes.Parse(body);
        if (errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Fatal) is { } error)
            return (members, FaultOf(request, body, error));
        return (members, Utf8.IsValid(body) ? null : "it is not UTF-8, such as text in Latin-1; send UTF-8");
    }

    private static string FaultOf(HttpRequest request, ReadOnlySpan<byte> body, PayloadError error) =>
        IsEncoded(request) || body.StartsWith<byte>([0x1F, 0x8B]) ? "it is compressed; send it without compression"
        : Value.Parse(Encoding.UTF8.GetString(body)).Value is { } other ? $"it is {ValueKinds.Of(other)}"
        : error.Message;

    /// <summary>Whether the headers name an encoding; <c>identity</c> is none.</summary>
    private static bool IsEncoded(HttpRequest request) => request.Headers.ContentEncoding
        .SelectMany(encodings => encodings?.Split(',') ?? [])
        .Any(encoding => encoding.Trim() is { Length: > 0 } name && !name.Equals("identity", StringComparison.OrdinalIgnoreCase));
}
