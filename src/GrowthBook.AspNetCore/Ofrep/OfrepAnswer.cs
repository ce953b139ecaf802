using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GrowthBook.AspNetCore;

/// <summary>Writes answers of the protocol.</summary>
internal static class OfrepAnswer
{
    public static Task WriteAsync(HttpContext http, int status, Value.Object answer) => WriteAsync(http, status, Encoding.UTF8.GetBytes(answer.ToString()));

    /// <summary>Writes an answer with the hash of its text as the entity tag, or 304 if the request has it already.</summary>
    public static Task WriteWithTagAsync(HttpContext http, Value.Object answer)
    {
        var body = Encoding.UTF8.GetBytes(answer.ToString());
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
        http.Response.Headers.ETag = tag.ToString();
        if (!IsKnown(http.Request, tag))
            return WriteAsync(http, StatusCodes.Status200OK, body);
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>Writes a fault with the headers of its status.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="key">The key of a single evaluation; <c>null</c> for other requests.</param>
    public static Task WriteAsync(HttpContext http, OfrepFault fault, string? key = null)
    {
        if (fault.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (fault.Status == StatusCodes.Status500InternalServerError)
            http.Response.Headers.RetryAfter = "5";
        return WriteAsync(http, fault.Status, key is null ? fault.OfBulk() : fault.Of(key));
    }

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(tag, useStrongComparison: false));

    private static async Task WriteAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
