using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of requests, event ids 2300 to 2309, 2314, 2318, 2319, 2327 and 2328.</summary>
internal static partial class RequestLog
{
    public const string Category = "GrowthBook.AspNetCore";

    /// <summary>Returns the logger of this library.</summary>
    public static GuardedLogger Of(IServiceProvider services) => GuardedLogger.Of(services.GetRequiredService<ILoggerFactory>().CreateLogger(Category));

    [LoggerMessage(2300, LogLevel.Warning, "the user of a request was made after the response started, so the visitor got no id and is in no experiment; make the user earlier, for example by reading a flag before the first write")]
    public static partial void NoVisitorId(GuardedLogger logger);

    [LoggerMessage(2301, LogLevel.Warning, "the user of a request was made before the authentication ran, so its attributes lack the claims; call UseAuthentication before UseRouting and UseGrowthBook")]
    public static partial void Unauthenticated(GuardedLogger logger);

    [LoggerMessage(2302, LogLevel.Warning, "UseGrowthBookRedirects made the user of a request before the authentication ran, so its attributes lack the claims; call UseGrowthBookRedirects after UseAuthentication")]
    public static partial void RedirectsUnauthenticated(GuardedLogger logger);

    [LoggerMessage(2303, LogLevel.Warning, "a response that depends on its visitor allowed shared caches ({CacheControl}) and is private now; set GrowthBookRequestOptions.AllowsCaching if each cache keeps one response per variation")]
    public static partial void Shared(GuardedLogger logger, string cacheControl);

    [LoggerMessage(2304, LogLevel.Warning, "the authenticated user of a request has no claim of the type {Claim}, so AddClaim gives it no attribute {Attribute}; the types of its claims are {Claims}; give AddClaim one of these, or ignore this line if not all users have the claim")]
    public static partial void NoClaim(GuardedLogger logger, string claim, string attribute, string claims);

    [LoggerMessage(2305, LogLevel.Warning, "the cookie {Cookie} of a visitor has a value that is no id, 1 to {MaxLength} ASCII letters, digits, hyphens, dots and underscores, and a new id replaces it; if the cookie has ids of another form, call Attributes.AddCookie(\"{Attribute}\", \"{Cookie}\"), or name another cookie in GrowthBookRequestOptions.VisitorIdCookie")]
    public static partial void VisitorIdReplaced(GuardedLogger logger, string cookie, int maxLength, string attribute);

    [LoggerMessage(2306, LogLevel.Warning, "the user of a request was made before UseCookiePolicy, which asks for consent, ran; from now on users that are made before it have no visitor's id and are in no experiment that hashes it: configure CookiePolicyOptions as a service, or call UseCookiePolicy before UseGrowthBookRedirects and UseGrowthBook, and with ForVariation call UseRouting after UseCookiePolicy")]
    public static partial void BeforeCookiePolicy(GuardedLogger logger);

    [LoggerMessage(2307, LogLevel.Information, "a visitor has not consented, so the cookie {Cookie} is not read and gives no attribute {Attribute}, as with every cookie of AddCookie that is not essential; if the visitor cannot refuse the cookie, give AddCookie isEssential: true")]
    public static partial void CookieWithoutConsent(GuardedLogger logger, string cookie, string attribute);

    [LoggerMessage(2308, LogLevel.Information, "the application gives a user `{Given}` and no `{Expected}`, by which experiments choose a variation, so the id of the visitor's cookie chooses it, another one in each browser; give the attribute the name that the payload has, or ignore this line if it is another fact")]
    public static partial void OtherIdentifier(GuardedLogger logger, string given, string expected);

    [LoggerMessage(2319, LogLevel.Information, "the application gives a user `{Given}`, by which some experiments choose a variation, and no `{Expected}`, by which others do, so in those the id of the visitor's cookie chooses, another one in each browser and in each request without cookies; give that attribute too, or let all experiments choose by one attribute, or ignore this line if those are meant for visitors")]
    public static partial void TwoIdentifiers(GuardedLogger logger, string given, string expected);

    [LoggerMessage(2318, LogLevel.Warning, "the fallback attribute `{Fallback}` of experiments counts for no visitor, because the id of the visitor's cookie gives each one an attribute `{Attribute}`, and a login changes it; set GrowthBookRequestOptions.VisitorIdAttribute to the name of the fallback attribute, or to an empty text if the application gives it to all visitors, or ignore this line if visitors do not log in")]
    public static partial void FallbackReplaced(GuardedLogger logger, string fallback, string attribute);

    [LoggerMessage(2309, LogLevel.Warning, "the user of a request was made before the routing had the route value {Key}, so it lacks the attribute {Attribute}, also in the handler; call UseRouting before UseGrowthBookRedirects and other middleware that reads flags, and with ForVariation read the attribute from http.Request.Path")]
    public static partial void BeforeRouting(GuardedLogger logger, string key, string attribute);

    [LoggerMessage(2314, LogLevel.Warning, "the authenticated user of a request has {Count} claims of the type {Claim} with different values, and AddClaim gives the attribute {Attribute} the first; call AddClaims where the attribute is a list, give an identifier a type that is there once, or ignore this line if you mean the first")]
    public static partial void SeveralClaims(GuardedLogger logger, int count, string claim, string attribute);

    [LoggerMessage(2327, LogLevel.Information, "the experiment `{Experiment}` of the payload redirects pages, and UseGrowthBookRedirects, which redirects requests, is not called; call it, or ignore this line if the browser's SDK redirects, or your code by EvalPage")]
    public static partial void NotRedirecting(GuardedLogger logger, string experiment);

    [LoggerMessage(2328, LogLevel.Error, "IGrowthBookUser is the user of a request, and code in a Blazor circuit asks for it, which fails and ends the circuit: {Reason}")]
    public static partial void UserInCircuit(GuardedLogger logger, string reason);
}
