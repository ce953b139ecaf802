using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Marks responses that set a cookie of a visitor.</summary>
internal static class PrivateResponse
{
    /// <summary>Marks the response when it starts, so that the application, such as its antiforgery, chooses first.</summary>
    public static void MarkAtStart(HttpResponse response) => response.OnStarting(
        static state =>
        {
            Mark((HttpResponse)state);
            return Task.CompletedTask;
        },
        response);

    /// <summary>Keeps a response out of shared caches, which would give the cookie to other visitors; a choice of the application stays.</summary>
    public static void Mark(HttpResponse response)
    {
        if (response.Headers.CacheControl.Count == 0)
            response.Headers.CacheControl = "private";
    }
}
