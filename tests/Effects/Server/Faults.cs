using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>Responses that a server should not send.</summary>
public static class Faults
{
    public static Func<HttpContext, Task> Status(int status, string body, bool isUnrecoverable = false) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (isUnrecoverable)
            http.Response.Headers["x-unrecoverable"] = "1";
        await http.Response.WriteAsync(body);
    };

    /// <summary>Announces a longer body than it sends, and closes the connection.</summary>
    public static async Task TruncatedAsync(HttpContext http)
    {
        var half = Encoding.UTF8.GetBytes(Payloads.Of("b"));
        http.Response.ContentLength = half.Length * 2;
        await http.Response.Body.WriteAsync(half);
    }

    /// <summary>Breaks the connection in the middle of the response.</summary>
    public static async Task AbortedAsync(HttpContext http)
    {
        await http.Response.WriteAsync(Payloads.Of("b")[..^10]);
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    /// <summary>Ends cleanly before the last byte in a body without a length.</summary>
    public static Task HalfAsync(HttpContext http) => http.Response.WriteAsync(Payloads.Of("b")[..^10]);

    /// <summary>Takes the request, and never responds.</summary>
    public static Task SilentAsync(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    /// <summary>Begins a response, and never ends.</summary>
    public static async Task StallingAsync(HttpContext http)
    {
        await http.Response.WriteAsync("{\"features\":{");
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }

    public static Task GarbageAsync(HttpContext http) => http.Response.WriteAsync("<html>502 Bad Gateway</html>");
}
