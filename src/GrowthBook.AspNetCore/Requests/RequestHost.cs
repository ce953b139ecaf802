using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The host of a request, which the visitor chooses.</summary>
internal static class RequestHost
{
    /// <summary>Returns the host with its port; one without a value if the request has none, or one that is no international domain name, such as <c>xn--a</c>.</summary>
    public static HostString Of(HttpRequest request)
    {
        try
        {
            return request.Host;
        }
        catch (ArgumentException)
        {
            return default;
        }
    }
}
