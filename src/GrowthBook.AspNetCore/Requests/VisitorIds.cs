using System.Buffers;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GrowthBook.AspNetCore;

/// <summary>The id of an anonymous visitor, which a cookie keeps.</summary>
internal sealed class VisitorIds(RequestUserFactory users, GrowthBookRequestOptions options, GuardedLogger logger)
{
    /// <summary>The most characters of an id. The visitor chooses it, and stores and sinks keep it.</summary>
    private const int MaxLength = 64;

    /// <summary>The characters of an id: those that no cookie escapes and that are safe in a log, a page and a key of a store.</summary>
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    private readonly string _name = options.VisitorIdCookie.Name ?? "gbuuid";
    private int _isLogged;
    private int _isReplacementLogged;

    /// <summary>Returns the id of the request's visitor, a new one if it has none; <c>null</c> if the visitor cannot have one.</summary>
    public string? Of(HttpContext http)
    {
        if (!options.HasConsent(http))
            return null;
        if (IdIn(http.Request.Headers.Cookie, out var isReplaced) is { } id)
            return id;
        if (http.Response.HasStarted)
        {
            // An id that is not kept would count one visitor as many.
            WarnOnce();
            return null;
        }
        if (isReplaced && Interlocked.Exchange(ref _isReplacementLogged, 1) == 0)
            RequestLog.VisitorIdReplaced(logger, _name, MaxLength, options.VisitorIdAttribute);
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
        if (http.Features.Get<RequestUser>() is { } user)
            user.KeptVisitorId = created;
        VisitorResponse.Keep(http, users);
    }

    /// <summary>
    /// Sets the cookie of a new id in a response that is about to start if code has cleared it, as error pages do: otherwise the visitor would be
    /// another one in the next request. Without consent takes the cookie back.
    /// </summary>
    public void Complete(HttpContext http, bool isAllowed)
    {
        if (http.Features.Get<RequestUser>() is not { KeptVisitorId: { } created } || http.Response.HasStarted)
            return;
        var present = http.Response.Headers.SetCookie;
        if (!isAllowed || !options.HasConsent(http))
            http.Response.Headers.SetCookie = present.Where(each => !$"{each};".StartsWith($"{_name}={created};", StringComparison.Ordinal)).ToArray();
        else if (!present.Any(each => each!.StartsWith(_name + "=", StringComparison.Ordinal)))
            http.Response.Cookies.Append(_name, created, options.VisitorIdCookie.Build(http));
    }

    private void WarnOnce()
    {
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
            RequestLog.NoVisitorId(logger);
    }

    /// <summary>Returns the first id of the cookie. Reads the header, because a parsed collection of all cookies takes 400 bytes.</summary>
    /// <param name="headers">The values of the header.</param>
    /// <param name="isReplaced">Whether the cookie has a value that is no id.</param>
    private string? IdIn(StringValues headers, out bool isReplaced)
    {
        isReplaced = false;
        foreach (var header in headers)
        {
            var cookies = header.AsSpan();
            foreach (var range in cookies.Split(';'))
            {
                var cookie = cookies[range].Trim();
                if (!cookie.StartsWith(_name, StringComparison.Ordinal) || cookie.Length == _name.Length || cookie[_name.Length] != '=')
                    continue;
                var id = cookie[(_name.Length + 1)..];
                if (id.Length is > 0 and <= MaxLength && !id.ContainsAnyExcept(Characters))
                    return id.ToString();
                isReplaced |= id.Length > 0;
            }
        }
        return null;
    }
}
