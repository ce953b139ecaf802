using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Who sends a request to the inspector.</summary>
internal static class InspectorCaller
{
    /// <summary>
    /// Whether a page of this host, the address bar of a browser, or a program that is no browser sends the request. Browsers do not let pages set these headers.
    /// </summary>
    public static bool IsOwnPage(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site == "same-origin" || (site == "none" && HttpMethods.IsGet(request.Method));
        return request.Headers.Origin is not { Count: > 0 } origin
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, RequestHost.Of(request).Value, StringComparison.OrdinalIgnoreCase));
    }
}
