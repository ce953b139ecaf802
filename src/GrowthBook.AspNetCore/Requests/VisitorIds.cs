using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>The id of an anonymous visitor, which a cookie keeps.</summary>
internal sealed class VisitorIds(GrowthBookRequestOptions options, ILogger logger)
{
    private readonly string _name = options.VisitorIdCookie.Name ?? "gbuuid";
    private int _isLogged;

    /// <summary>Returns the id of the request's visitor, a new one if it has none; <c>null</c> if the visitor cannot have one.</summary>
    public string? Of(HttpContext http)
    {
        if (!options.Consent(http))
            return null;
        if (http.Request.Cookies[_name] is { } id && Guid.TryParseExact(id, "D", out _))
            return id;
        if (http.Response.HasStarted)
        {
            // An id that is not kept would count one visitor as many.
            if (Interlocked.Exchange(ref _isLogged, 1) == 0)
                RequestLog.NoVisitorId(logger);
            return null;
        }
        var created = Guid.NewGuid().ToString();
        http.Response.Cookies.Append(_name, created, options.VisitorIdCookie.Build(http));
        PrivateResponse.Mark(http.Response);
        return created;
    }
}
