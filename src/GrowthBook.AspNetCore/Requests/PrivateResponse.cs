using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Marks responses that set a cookie of a visitor.</summary>
internal static class PrivateResponse
{
    /// <summary>Keeps a response out of shared caches, which would give the cookie to other visitors; a choice of the application stays.</summary>
    public static void Mark(HttpResponse response)
    {
        if (response.Headers.CacheControl.Count == 0)
            response.Headers.CacheControl = "private";
    }
}
