using System.Diagnostics;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The user of one request, made at the first use. A feature of the request's <see cref="HttpContext"/>.</summary>
internal sealed class RequestUser : IRequestUser
{
    private readonly RequestUserFactory _factory;
    private readonly HttpContext _http;
    private GrowthBookUser? _user;
    private Task<GrowthBookUser>? _pending;
    private bool _isMaking;

    private RequestUser(RequestUserFactory factory, HttpContext http) => (_factory, _http) = (factory, http);

    /// <summary>The user if it was made, or can be made without a lookup; otherwise <c>null</c>.</summary>
    public GrowthBookUser? Present => Made is null && _factory.NeedsLookup ? null : Get();

    /// <summary>The user if it was made.</summary>
    public GrowthBookUser? Made => Volatile.Read(ref _user);

    /// <summary>Whether changes come too late: the user was made, or a lookup for it has begun.</summary>
    public bool IsMadeOrPending => Made is not null || Volatile.Read(ref _pending) is not null;

    /// <summary>The attribute that has the id of the visitor's cookie; <c>null</c> if the application gave the user an id.</summary>
    public string? VisitorIdAttribute { get; private set; }

    /// <summary>A new id of the visitor, whose cookie the response gets when something besides redirects asks for the user.</summary>
    public string? NewVisitorId { get; set; }

    /// <summary>The endpoint whose conditions the user meets; <c>null</c> before they were checked.</summary>
    public Endpoint? OpenEndpoint { get; set; }

    /// <summary>Whether the middleware of redirects makes the user.</summary>
    public bool IsForRedirects { get; private set; }

    /// <summary>The new id whose cookie the response has; <c>null</c> without one.</summary>
    public string? KeptVisitorId { get; set; }

    /// <summary>Whether the user was made with the id of the visitor before the cookie policy could ask for consent.</summary>
    public bool IsBeforeCookiePolicy { get; set; }

    /// <summary>Returns the request's one.</summary>
    /// <exception cref="InvalidOperationException">AddAspNetCore was not called.</exception>
    public static RequestUser Of(HttpContext http)
    {
        lock (http.Features)
        {
            if (http.Features.Get<RequestUser>() is { } present)
                return present;
            var made = new RequestUser(RequestUserFactory.Of(http.RequestServices), http);
            http.Features.Set(made);
            return made;
        }
    }

    public ValueTask<GrowthBookUser> GetAsync()
    {
        KeepFromCaches();
        return Volatile.Read(ref _user) is { } user ? new(user) : MakeAsync();
    }

    /// <summary>Returns the user for redirects. Alone it changes no response: no cookie of a new id, and caches can keep it.</summary>
    public ValueTask<GrowthBookUser> GetForRedirectsAsync()
    {
        IsForRedirects = true;
        return Volatile.Read(ref _user) is { } user ? new(user) : MakeAsync();
    }

    /// <summary>Keeps the response, which depends on the user, out of caches that visitors share, and gives it the cookie of a new id.</summary>
    public void KeepFromCaches()
    {
        _factory.KeepFromCaches(_http);
        if (NewVisitorId is { } created)
        {
            NewVisitorId = null;
            _factory.KeepVisitorId(_http, created);
        }
    }

    /// <summary>Returns the user without waiting.</summary>
    /// <exception cref="InvalidOperationException">The user needs a lookup that has not completed.</exception>
    public GrowthBookUser Get()
    {
        KeepFromCaches();
        if (Volatile.Read(ref _user) is { } user)
            return user;
        if (_factory.NeedsLookup)
            throw new InvalidOperationException("the client has a sticky bucket store or evaluates remotely, so a user needs a lookup before IGrowthBookUser is injected; call app.UseGrowthBook() after UseRouting and, if that does not find the injection, set GrowthBookRequestOptions.PreparesUser = _ => true; or inject IRequestUser and await GetAsync()");
        var making = MakeAsync();
        return making.IsCompletedSuccessfully ? making.Result : throw new UnreachableException();
    }

    private ValueTask<GrowthBookUser> MakeAsync()
    {
        lock (this)
        {
            if (_user is { } present)
                return new(present);
            if (_isMaking)
                throw new InvalidOperationException("a function that makes an attribute or changes the user asks for the user of the request; read the request instead");
            if (_pending is not null)
                return new(_pending);
            _isMaking = true;
            try
            {
                var finding = _factory.FindAsync(_http, out var hasVisitorId);
                VisitorIdAttribute = hasVisitorId ? _factory.VisitorIdAttribute : null;
                if (!finding.IsCompletedSuccessfully)
                    return new(_pending = KeepAsync(finding));
                return new(_user = Change(finding.Result));
            }
            finally
            {
                _isMaking = false;
            }
        }
    }

    private async Task<GrowthBookUser> KeepAsync(ValueTask<GrowthBookUser> finding)
    {
        var found = await finding.ConfigureAwait(false);
        lock (this)
        {
            _isMaking = true;
            try
            {
                return _user = Change(found);
            }
            finally
            {
                _isMaking = false;
            }
        }
    }

    private GrowthBookUser Change(GrowthBookUser found)
    {
        var changed = _factory.Change(_http, found);
        if (VisitorIdAttribute is { } name && !Equals(found.Attributes.Members[name], changed.Attributes.Members[name]))
            VisitorIdAttribute = null;
        if (VisitorIdAttribute is not null)
            _factory.CheckVisitor(changed);
        return changed;
    }
}
