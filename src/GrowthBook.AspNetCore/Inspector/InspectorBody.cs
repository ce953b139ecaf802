using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Reads the JSON object that the inspector's page posts.</summary>
internal static class InspectorBody
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Returns the object; <c>null</c> if the request is refused, with the response set.</summary>
    public static async Task<Value.Object?> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        // A page of another site cannot send JSON without the permission of a CORS preflight.
        if (!request.HasJsonContentType())
            return await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "the content type is not application/json");
        if (await RequestBody.ReadAsync(request, MaxBytes) is not { } bytes)
            return await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, $"the body has more than {MaxBytes.ToString(CultureInfo.InvariantCulture)} bytes");
        var (body, fault) = JsonBody.Read(request, bytes);
        return fault is null ? body.Members : await RefuseAsync(http, StatusCodes.Status400BadRequest, $"the body is no JSON object: {fault}");
    }

    /// <summary>Refuses a request.</summary>
    /// <returns><c>null</c>.</returns>
    public static async Task<Value.Object?> RefuseAsync(HttpContext http, int status, string reason)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(reason, http.RequestAborted);
        return null;
    }
}
