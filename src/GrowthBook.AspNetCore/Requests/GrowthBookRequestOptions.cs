using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>How the user of a request is made.</summary>
public sealed class GrowthBookRequestOptions
{
    /// <summary>The attributes that are read from the request. Default: none but the visitor's id.</summary>
    public RequestAttributes Attributes { get; } = new();

    /// <summary>
    /// The attribute that holds the id of an anonymous visitor. It is set if <see cref="Attributes"/> give it no value, so that a user id
    /// from a claim wins. The empty text switches the id and its cookie off. Default: <c>id</c>.
    /// </summary>
    public string VisitorIdAttribute
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(VisitorIdAttribute), "the empty text switches the id and its cookie off");
    } = "id";

    /// <summary>
    /// The cookie that keeps the id. A value of 1 to 64 ASCII letters, digits, hyphens, dots and underscores is an id; without one, a UUID is set
    /// when the user is made. A value that is no id is replaced, with a warning. Default: <c>gbuuid</c>, the name that
    /// the browser's SDK uses, for one year, <c>HttpOnly</c>, <c>SameSite=Lax</c>, and <c>Secure</c> on HTTPS. To share the id with the
    /// browser's SDK, set <see cref="CookieBuilder.HttpOnly"/> to <c>false</c>.
    /// </summary>
    public CookieBuilder VisitorIdCookie
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(VisitorIdCookie));
    } = new()
    {
        Name = "gbuuid",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
        MaxAge = TimeSpan.FromDays(365),
    };

    /// <summary>
    /// Whether the visitor consents to cookies. Without consent the visitor's id is neither read nor set, <see cref="RequestAttributes.AddCookie"/> reads
    /// essential cookies only, and there are no sticky bucket cookies. Other functions of <see cref="Attributes"/>, such as one that gives the id of a login, run
    /// nevertheless: a user with such an id is in experiments, and its exposures reach handlers and sinks. To withhold them, call <see cref="ChangeUser"/> with
    /// <see cref="GrowthBookUser.WithEffects(Func{Effects, Context, Effects}, bool)"/>. Default: the answer of ASP.NET Core's cookie policy, and <c>true</c> without one. Before <c>UseCookiePolicy</c> has run,
    /// the <c>CookiePolicyOptions</c> of the services give the answer. Options that only <c>UseCookiePolicy(options)</c> has are unknown until a response has
    /// shown that they ask for consent, which a warning says: up to then a visitor without consent is in experiments, and gets cookies
    /// if the response ends before the policy runs, such as a redirect; after it no visitor has consent before the policy.
    /// It is called when the user is made and, if the response is to set a cookie of this library, again when the response starts. If it throws, the request fails with an error that names it.
    /// </summary>
    public Func<HttpContext, bool> Consent
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Consent));
    } = CookieConsent.IsGiven;

    /// <summary>
    /// Whether caches may give the response of a request that made a user to other visitors. Set it only if each cache keeps one response per
    /// variation. Otherwise ASP.NET Core's output caching does not store such a response, and its <c>Cache-Control</c> is <c>private</c>
    /// unless it is stricter. A response that sets a cookie of this library, such as that of a new id, or that hydrates a page is private in any case. Default: <c>false</c>.
    /// </summary>
    public bool AllowsCaching { get; set; }

    /// <summary>
    /// Whether the hydration of a page (<c>GetGrowthBookHydrationAsync</c>) has the exposures of flags that the server read for the request, so
    /// that the browser tracks them. Handlers and sinks of the client get them too: set it if only the
    /// browser has the analytics. Default: <c>false</c>.
    /// </summary>
    public bool DefersTracking { get; set; }

    /// <summary>
    /// Whether <c>UseGrowthBook</c> makes the user of a request before its endpoint runs, so that <see cref="IGrowthBookUser"/> can be injected.
    /// Called only with a sticky bucket store or remote evaluation, and only for endpoints in whose handler, controller, page and services
    /// <c>UseGrowthBook</c> finds no <see cref="IGrowthBookUser"/>, for example because a factory or a view takes it. It must not ask for the user.
    /// Default: <c>false</c> for each request.
    /// </summary>
    public Func<HttpContext, bool> PreparesUser
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(PreparesUser));
    } = static _ => false;

    internal ImmutableArray<Func<HttpContext, GrowthBookUser, GrowthBookUser>> Changes { get; private set; } = [];

    /// <summary>Returns the answer of <see cref="Consent"/>.</summary>
    internal bool HasConsent(HttpContext http) => ApplicationFunction.Call(http, Consent, $"{nameof(GrowthBookRequestOptions)}.{nameof(Consent)}");

    /// <summary>Changes the user of each request after it was made, for example to force a feature for testers.</summary>
    /// <param name="change">Returns the changed user. Changes run in the order in which they were added. If one throws, the request fails with an error that names this method.</param>
    /// <returns>These options.</returns>
    public GrowthBookRequestOptions ChangeUser(Func<HttpContext, GrowthBookUser, GrowthBookUser> change)
    {
        _ = change ?? throw new ArgumentNullException(nameof(change));
        Add((http, user) => ApplicationFunction.Call(http, user, change, $"{nameof(GrowthBookRequestOptions)}.{nameof(ChangeUser)}"));
        return this;
    }

    /// <summary>Adds a change of this library.</summary>
    internal void Add(Func<HttpContext, GrowthBookUser, GrowthBookUser> change) => Changes = Changes.Add(change);
}
