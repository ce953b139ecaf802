using GrowthBook.Client;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace GrowthBook.AspNetCore;

/// <summary>The DevTools of one request: a feature of its <see cref="HttpContext"/>.</summary>
internal sealed class DevToolsRequest(HttpContext http, GrowthBookDevToolsOptions options, GrowthBookOptions client, RequestEffects effects, DevToolsState state)
{
    private GrowthBookUser? _original;
    private bool _isWritten;

    /// <summary>Whether the script can still be written.</summary>
    public bool NeedsScript => !_isWritten;

    /// <summary>Begins: records effects and, if the developer changes something, changes the user and withholds the effects.</summary>
    public void Begin()
    {
        http.Features.Set(this);
        if (state.IsEmpty)
            return;
        effects.Override = user => state.Apply(_original = user);
        PreventCaching();
        http.Response.OnStarting(static request =>
        {
            ((DevToolsRequest)request).PreventCaching();
            return Task.CompletedTask;
        }, this);
    }

    /// <summary>Keeps a response that is for one developer out of caches.</summary>
    public void PreventCaching()
    {
        if (http.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;
        if (http.Response.HasStarted)
            return;
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        if (!headers.Vary.Any(static value => value!.Contains("Cookie", StringComparison.OrdinalIgnoreCase)))
            headers.Vary = StringValues.Concat(headers.Vary, "Cookie");
    }

    /// <summary>Returns the script that tells the DevTools about the request; empty if it was written before.</summary>
    public HtmlString Script(string? nonce)
    {
        if (_isWritten)
            return HtmlString.Empty;
        _isWritten = true;
        PreventCaching();
        var user = RequestUser.Of(http).Made;
        return PageScript.Of(
            nonce, "(window._gbdebugEvents=window._gbdebugEvents||[]).push(", DevToolsEvent.Of(effects.All, user?.Context, _original?.Context, client, options), ");");
    }
}
