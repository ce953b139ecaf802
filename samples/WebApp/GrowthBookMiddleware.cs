using GrowthBook;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace WebApp;

/// <summary>Makes the user of each request from its claims, cookies and URL.</summary>
internal sealed class GrowthBookMiddleware(RequestDelegate next, GrowthBookClient growthBook, CookieStickyBuckets cookies)
{
    private const string VisitorCookie = "visitor";

    public Task InvokeAsync(HttpContext http)
    {
        // A visitor chooses the Host header, which is a part of the URL.
        if (!Uri.TryCreate(http.Request.GetEncodedUrl(), UriKind.Absolute, out _))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }
        var attributes = new Attributes
        {
            ["id"] = VisitorOf(http),
            ["loggedIn"] = http.User.Identity?.IsAuthenticated == true,
            ["plan"] = http.User.FindFirst("plan")?.Value ?? "free",
        };
        var (stickyBuckets, _) = cookies.Read(http.Request.Cookies);
        var user = growthBook.User(attributes, http.Request.GetEncodedUrl())
            .With(context => context with { StickyBuckets = stickyBuckets });

        var assigned = new StickyCookies();
        http.Features.Set(user);
        http.Features.Set(assigned);
        http.Response.OnStarting(() =>
        {
            foreach (var cookie in cookies.Write(assigned.Effects, http.Request.Host.Host))
                http.Response.Headers.Append("Set-Cookie", cookie.ToString());
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>The same id before and after a login, so that a login does not change the variation.</summary>
    private static string VisitorOf(HttpContext http)
    {
        if (Guid.TryParseExact(http.Request.Cookies[VisitorCookie], "N", out var known))
            return known.ToString("N");
        var visitor = Guid.NewGuid().ToString("N");
        http.Response.Cookies.Append(VisitorCookie, visitor, new CookieOptions
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(365),
        });
        return visitor;
    }
}

/// <summary>The sticky assignments of the request's evaluations.</summary>
internal sealed class StickyCookies
{
    public Effects Effects { get; set; }
}

/// <summary>Adds each sticky assignment to the current request.</summary>
internal sealed class StickyCookieHandler(IHttpContextAccessor accessor) : IEffectHandler
{
    public void Handle(EffectEvent effectEvent)
    {
        if (effectEvent.Effect is Effect.StickyBucketAssigned && accessor.HttpContext?.Features.Get<StickyCookies>() is { } cookies)
            cookies.Effects += Effects.Of(effectEvent.Effect);
    }
}

internal static class HttpContextExtensions
{
    extension(HttpContext http)
    {
        /// <summary>The user of the request.</summary>
        public GrowthBookUser GrowthBook => http.Features.GetRequiredFeature<GrowthBookUser>();
    }
}
