using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>Makes the users of requests.</summary>
internal sealed class RequestUserFactory
{
    private readonly GrowthBookClient _client;
    private readonly GrowthBookRequestOptions _options;
    private readonly VisitorIds _visitors;
    private readonly CookieConsent _consent;
    private readonly GuardedLogger _logger;
    private readonly TimeProvider _time;
    private readonly Predicate<KeyValuePair<string, Value>> _isVisitorId;
    private readonly AttributeChecks _checks;
    private readonly VisitorIdChecks _visitorChecks;
    private int _isChecked;
    private int _isSharingLogged;
    private int _isRoutingLogged;
    private int _areRedirectsLogged;
    private volatile RedirectsOfPayload? _redirects;

    public RequestUserFactory(GrowthBookClient client, string clientName, IOptions<GrowthBookRequestOptions> options, CookieConsent consent, ILoggerFactory loggers, TimeProvider? time = null)
    {
        (_client, ClientName, _consent, _time) = (client, clientName, consent, time ?? TimeProvider.System);
        _options = options.Value;
        _logger = GuardedLogger.Of(loggers.CreateLogger(RequestLog.Category));
        _visitors = new VisitorIds(this, _options, _logger);
        _isVisitorId = attribute => attribute.Key == _options.VisitorIdAttribute && attribute.Value is not Value.String { Content: "" };
        _checks = new AttributeChecks(_options, _logger);
        _visitorChecks = new VisitorIdChecks(client, _options.VisitorIdAttribute, _logger);
        _options.Attributes.MayReadCookies = _options.HasConsent;
        _options.Attributes.RouteValueIsMissing = CheckRouting;
    }

    /// <summary>The client of the users.</summary>
    public GrowthBookClient Client => _client;

    /// <summary>The name of the client.</summary>
    public string ClientName { get; }

    /// <summary>Whether the application has the middleware that redirects. Default: no.</summary>
    public bool HasRedirects { get; set; }

    /// <summary>The attribute that holds the id of an anonymous visitor.</summary>
    public string VisitorIdAttribute => _options.VisitorIdAttribute;

    /// <summary>Whether a user needs a lookup, so that it cannot be made synchronously.</summary>
    public bool NeedsLookup => _client.UsersNeedLookup;

    /// <summary>Whether the options want a request's user before its endpoint runs.</summary>
    public bool PreparesUser(HttpContext http) => ApplicationFunction.Call(http, _options.PreparesUser, $"{nameof(GrowthBookRequestOptions)}.{nameof(GrowthBookRequestOptions.PreparesUser)}");

    /// <summary>Keeps the response of a request that makes or reads a user out of caches that visitors share, unless the application allows it.</summary>
    public void KeepFromCaches(HttpContext http)
    {
        if (!_options.AllowsCaching)
            VisitorResponse.Keep(http, this);
    }

    /// <summary>Gives the response the cookie of a new visitor's id.</summary>
    public void KeepVisitorId(HttpContext http, string id) => _visitors.Keep(http, id);

    /// <summary>Warns once of a response that the application would have shared, unless it may share those without a new cookie.</summary>
    public void WarnOfSharing(string cacheControl)
    {
        if (!_options.AllowsCaching && Interlocked.Exchange(ref _isSharingLogged, 1) == 0)
            RequestLog.Shared(_logger, PlainText.Of(cacheControl, 200));
    }

    /// <summary>Checks, when the response of a request with a user starts, that its visitor was asked for consent, and completes the cookie of a new id.</summary>
    /// <returns>Whether the response may have cookies of the visitor, if <see cref="HasConsent"/>.</returns>
    public bool VerifyConsent(HttpContext http)
    {
        var isAsked = _consent.Verify(http);
        _visitors.Complete(http, isAsked);
        return isAsked;
    }

    /// <summary>Whether the visitor consents to cookies now: code can withdraw a consent during the request.</summary>
    public bool HasConsent(HttpContext http) => _options.HasConsent(http);

    /// <summary>Whether the client's payload has experiments of its own: redirects and visual changes.</summary>
    public bool HasPageExperiments => !_client.Payload.Experiments.IsEmpty;

    /// <summary>
    /// Forced variations of the redirect experiments of the client's payload that run: in one of these sets each variation that redirects is forced, because
    /// the first one can redirect to the page itself.
    /// </summary>
    public ImmutableArray<ImmutableDictionary<string, int>> Redirects
    {
        get
        {
            var payload = _client.Payload;
            var known = _redirects;
            if (!ReferenceEquals(known?.Payload, payload))
                _redirects = known = RedirectsOfPayload.Of(payload);
            return known.Variations;
        }
    }

    /// <summary>Returns the service.</summary>
    /// <exception cref="InvalidOperationException">AddAspNetCore was not called.</exception>
    public static RequestUserFactory Of(IServiceProvider services) => services.GetService<RequestUserFactory>()
        ?? throw new InvalidOperationException("the services have no users of requests; call builder.Services.AddGrowthBook(…).AddAspNetCore()");

    /// <summary>Returns a user with the attributes of the request, before the changes of the options.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hasVisitorId">Whether the user has the id of the visitor's cookie.</param>
    public ValueTask<GrowthBookUser> FindAsync(HttpContext http, out bool hasVisitorId)
    {
        CheckRedirects();
        var attributes = AttributesOf(http, out hasVisitorId);
        var url = RequestUrl.Of(http.Request);
        return _client.UsersNeedLookup ? _client.UserAsync(attributes, url, http.RequestAborted) : new(_client.User(attributes, url));
    }

    /// <summary>Looks at a user to whom the visitor's cookie gave the id.</summary>
    public void CheckVisitor(GrowthBookUser user) => _visitorChecks.CheckFallbacks(user.Context);

    /// <summary>Returns a user after the changes of the options.</summary>
    public GrowthBookUser Change(HttpContext http, GrowthBookUser user)
    {
        var effects = EffectsOf(http);
        if (effects is not null)
            user = effects.Record(user);
        foreach (var change in _options.Changes)
            user = change(http, user) ?? throw new InvalidOperationException("ChangeUser returned null; return the user, changed or not");
        return effects?.Overridden(user) ?? user;
    }

    /// <summary>Returns a user without its stored assignments and remote evaluation.</summary>
    public GrowthBookUser MakeWithoutLookup(HttpContext http)
    {
        KeepFromCaches(http);
        return Change(http, _client.UserWithoutLookup(AttributesOf(http, out _), RequestUrl.Of(http.Request)));
    }

    /// <summary>Returns a user without attributes, for code outside of requests.</summary>
    public GrowthBookUser Anonymous() => _client.UserWithoutLookup(Attributes.Empty);

    /// <summary>Returns where the effects of a request are recorded; <c>null</c> if its page needs none.</summary>
    private RequestEffects? EffectsOf(HttpContext http)
    {
        if (!_options.DefersTracking)
            return http.Features.Get<RequestEffects>();
        var effects = RequestEffects.Of(http, _time);
        effects.AreDeferred = true;
        return effects;
    }

    private Attributes AttributesOf(HttpContext http, out bool hasVisitorId)
    {
        if (_options.Attributes.ReadsClaims)
            WarnIfUnauthenticated(http);
        var found = _options.Attributes.Read(http);
        _checks.Check(http, found);
        var name = _options.VisitorIdAttribute;
        var id = name.Length > 0 && !found.Exists(_isVisitorId) ? _visitors.Of(http) : null;
        hasVisitorId = id is not null;
        if (hasVisitorId)
            _visitorChecks.CheckNames(found);
        RequestAttributes.AddTo(found, name, id);
        return Attributes.From(found);
    }

    private void WarnIfUnauthenticated(HttpContext http)
    {
        if (_isChecked != 0 || http.User.Identity?.IsAuthenticated == true || http.Features.Get<IAuthenticationFeature>() is not null)
            return;
        // The services of one request are those of all.
        if (Interlocked.Exchange(ref _isChecked, 1) != 0 || http.RequestServices.GetService<IAuthenticationSchemeProvider>() is null)
            return;
        if (http.Features.Get<RequestUser>()?.IsForRedirects == true)
            RequestLog.RedirectsUnauthenticated(_logger);
        else
            RequestLog.Unauthenticated(_logger);
    }

    /// <summary>Logs once that experiments of the payload redirect pages, and the middleware for it is missing.</summary>
    private void CheckRedirects()
    {
        if (HasRedirects || Volatile.Read(ref _areRedirectsLogged) != 0 || Redirects is not [var variations, ..])
            return;
        if (Interlocked.Exchange(ref _areRedirectsLogged, 1) == 0)
            RequestLog.NotRedirecting(_logger, PlainText.Of(variations.Keys.Min(StringComparer.Ordinal)!, PlainText.MaxName));
    }

    /// <summary>Warns once of a user without a route value that the routing gives the request later.</summary>
    private void CheckRouting(HttpContext http, string attribute, string key)
    {
        if (Volatile.Read(ref _isRoutingLogged) != 0)
            return;
        http.Response.OnCompleted(() =>
        {
            var isLost = RequestAttributes.RouteText(http, key) is not null && http.Features.Get<RequestUser>()?.Made?.Attributes.ContainsKey(attribute) == false;
            if (isLost && Interlocked.Exchange(ref _isRoutingLogged, 1) == 0)
                RequestLog.BeforeRouting(_logger, key, attribute);
            return Task.CompletedTask;
        });
    }
}
