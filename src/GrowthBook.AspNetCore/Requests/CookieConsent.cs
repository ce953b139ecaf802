using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The answer of ASP.NET Core's cookie policy about consent. Before its middleware has run there is none, and no consent if the policy asks for one.
/// Thread-safe.
/// </summary>
internal sealed class CookieConsent(IOptions<CookiePolicyOptions> policy, GuardedLogger logger)
{
    // The options of UseCookiePolicy(options) are no service: they are seen only in a request that has been through the middleware.
    private volatile bool _isNeeded = policy.Value.CheckConsentNeeded is not null;
    private int _isLogged;

    /// <summary>Whether the visitor of a request consents to cookies, or needs not to.</summary>
    public static bool IsGiven(HttpContext http) =>
        http.Features.Get<ITrackingConsentFeature>()?.CanTrack ?? http.RequestServices.GetService<CookieConsent>()?.IsGivenBeforePolicy(http) ?? true;

    /// <summary>Checks, when a response starts, whether the cookie policy asks for a consent that the user of the request was made without.</summary>
    public void Verify(HttpContext http)
    {
        if (!_isNeeded && http.Features.Get<RequestUser>() is { IsBeforeCookiePolicy: true } && http.Features.Get<ITrackingConsentFeature>() is { IsConsentNeeded: true })
        {
            _isNeeded = true;
            WarnOnce();
        }
    }

    private bool IsGivenBeforePolicy(HttpContext http)
    {
        if (_isNeeded)
            WarnOnce();
        else if (http.Features.Get<RequestUser>() is { } user)
            user.IsBeforeCookiePolicy = true;
        return !_isNeeded;
    }

    private void WarnOnce()
    {
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
            RequestLog.BeforeCookiePolicy(logger);
    }
}
