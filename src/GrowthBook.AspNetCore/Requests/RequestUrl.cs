using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace GrowthBook.AspNetCore;

/// <summary>The URL of a request.</summary>
internal static class RequestUrl
{
    /// <summary>Returns the absolute URL; the empty text if the host, which the visitor chooses, is not one.</summary>
    public static string Of(HttpRequest request)
    {
        if (!RequestHost.Of(request).HasValue)
            return "";
        try
        {
            return request.GetEncodedUrl();
        }
        catch (ArgumentException)
        {
            return ""; // The host is no international domain name.
        }
    }
}
