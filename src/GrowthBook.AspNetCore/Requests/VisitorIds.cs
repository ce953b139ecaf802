using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GrowthBook.AspNetCore;

/// <summary>The id of an anonymous visitor, which a cookie keeps.</summary>
internal sealed class VisitorIds(RequestUserFactory users, GrowthBookRequestOptions options, GuardedLogger logger)
{
    private readonly string _name = options.VisitorIdCookie.Name ?? "gbuuid";
    private int _isLogged;

    /// <summary>Returns the id of the request's visitor, a new one if it has none; <c>null</c> if the visitor cannot have one.</summary>
    public string? Of(HttpContext http)
    {
        if (!options.Consent(http))
            return null;
        if (IdIn(http.Request.Headers.Cookie) is { } id)
            return id;
        if (http.Response.HasStarted)
        {
            // An id that is not kept would count one visitor as many.
            WarnOnce();
            return null;
        }
        var created = Guid.NewGuid().ToString();
        if (http.Features.Get<RequestUser>() is { IsForRedirects: true } user)
            user.NewVisitorId = created;
        else
            Keep(http, created);
        return created;
    }

    /// <summary>Adds the cookie of a new id to a response that has not started. A shared cache would give the id to all visitors.</summary>
    public void Keep(HttpContext http, string created)
    {
        if (http.Response.HasStarted)
        {
            WarnOnce();
            return;
        }
        http.Response.Cookies.Append(_name, created, options.VisitorIdCookie.Build(http));
        VisitorResponse.Keep(http, users);
    }

    private void WarnOnce()
    {
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
            RequestLog.NoVisitorId(logger);
    }

    /// <summary>Returns the first UUID of the cookie. Reads the header, because a parsed collection of all cookies takes 400 bytes.</summary>
    private string? IdIn(StringValues headers)
    {
        foreach (var header in headers)
        {
            var cookies = header.AsSpan();
            foreach (var range in cookies.Split(';'))
            {
                var cookie = cookies[range].Trim();
                if (!cookie.StartsWith(_name, StringComparison.Ordinal) || cookie.Length == _name.Length || cookie[_name.Length] != '=')
                    continue;
                var id = cookie[(_name.Length + 1)..];
                if (Guid.TryParseExact(id, "D", out _))
                    return id.ToString();
            }
        }
        return null;
    }
}
