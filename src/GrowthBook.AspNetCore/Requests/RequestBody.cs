using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Reads the bodies of requests whose callers may be anyone.</summary>
internal static class RequestBody
{
    /// <summary>Returns the body; <c>null</c> if it is larger than the limit. The memory grows with the bytes that arrive, not with the announced length.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
            return null;
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
