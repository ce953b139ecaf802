using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The answer of ASP.NET Core's cookie policy about consent. Before its middleware has run, the answer that it will give by the options that
/// are services. Thread-safe.
/// </summary>
internal sealed class CookieConsent(IOptions<CookiePolicyOptions> policy, GuardedLogger logger)
{
    // The options of UseCookiePolicy(options) are no service: they are seen only in a request that has been through the middleware.
    private volatile bool _isUnforeseen;
    private int _isLogged;

    /// <summary>Whether the visitor of a request consents to cookies, or needs not to.</summary>
    public static bool IsGiven(HttpContext http) =>
        http.Features.Get<ITrackingConsentFeature>()?.CanTrack ?? http.RequestServices.GetService<CookieConsent>()?.IsGivenBeforePolicy(http) ?? true;

    /// <summary>Checks, when a response starts, whether the cookie policy asks for a consent that the user of the request was made without.</summary>
    /// <returns>Whether the response may have the cookies that the user was made with.</returns>
    public bool Verify(HttpContext http)
    {
        if (http.Features.Get<RequestUser>() is not { IsBeforeCookiePolicy: true } || http.Features.Get<ITrackingConsentFeature>() is not { CanTrack: false })
            return true;
        _isUnforeseen = true;
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
            RequestLog.BeforeCookiePolicy(logger);
        return false;
    }

    private bool IsGivenBeforePolicy(HttpContext http)
    {
        if (_isUnforeseen)
            return false;
        var options = policy.Value;
        if (options.CheckConsentNeeded?.Invoke(http) == true)
            return http.Request.Cookies[options.ConsentCookie.Name!] == options.ConsentCookieValue;
        if (http.Features.Get<RequestUser>() is { } user)
            user.IsBeforeCookiePolicy = true;
        return true;
    }
}
