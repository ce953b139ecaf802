using System.Text;
using GrowthBook;

namespace FlagServer;

/// <summary>Writes responses in the form of GrowthBook's server.</summary>
internal static class Answer
{
    public static async Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await Slices.WriteAsync(http.Response.Body, json, http.RequestAborted);
    }

    public static Task WriteAsync(HttpContext http, int status, Value.Object json) => WriteAsync(http, status, Encoding.UTF8.GetBytes(json.ToString()));

    /// <summary>A key that will never work: clients stop retrying fast.</summary>
    public static Task UnknownKeyAsync(HttpContext http)
    {
        http.Response.Headers["x-unrecoverable"] = "1";
        return FailAsync(http, 400, "unknown client key");
    }

    public static Task NoPayloadAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return FailAsync(http, 503, "the server has no payload yet");
    }

    public static Task FailAsync(HttpContext http, int status, string error)
    {
        http.RequestServices.GetRequiredService<Refusals>().Note((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "", status, error);
        return WriteAsync(http, status, new Value.Object([new("status", status), new("error", error)]));
    }
}
