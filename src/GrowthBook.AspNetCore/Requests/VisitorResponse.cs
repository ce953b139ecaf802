using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Net.Http.Headers;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The response of a request that made a user, or one that has the id or a cookie of a visitor: caches must not give it to other visitors. A
/// feature of the request's <see cref="HttpContext"/>. Thread-safe.
/// </summary>
internal sealed class VisitorResponse
{
    /// <summary>The headers that CDNs prefer to <c>Cache-Control</c>.</summary>
    private static readonly string[] CdnHeaders = ["CDN-Cache-Control", "Surrogate-Control"];

    private readonly HttpResponse _response;
    private readonly RequestUserFactory _factory;
    private bool _isUnstored;

    private VisitorResponse(HttpResponse response, RequestUserFactory factory) => (_response, _factory) = (response, factory);

    /// <summary>Keeps the response of a request out of shared caches.</summary>
    public static void Keep(HttpContext http, RequestUserFactory factory) => Keep(http, factory, static response => response.MarkNowAndAtStart());

    /// <summary>Keeps a response that is about to start out of shared caches.</summary>
    public static void KeepAtStart(HttpContext http, RequestUserFactory factory) => Keep(http, factory, static response => response.Mark());

    private static void Keep(HttpContext http, RequestUserFactory factory, Action<VisitorResponse> mark)
    {
        lock (http.Features)
        {
            var present = http.Features.Get<VisitorResponse>();
            if (present is null)
            {
                http.Features.Set(present = new VisitorResponse(http.Response, factory));
                mark(present);
            }
            present.KeepFromMiddleware(http);
        }
    }

    private void MarkNowAndAtStart()
    {
        if (_response.HasStarted)
            return;
        // A cache can decide at the first write. Without a header none stores; and the application, such as its antiforgery, chooses first.
        if (_response.Headers.CacheControl.Count > 0)
            Mark();
        _response.OnStarting(static state => ((VisitorResponse)state).MarkAsync(), this);
    }

    /// <summary>Caches of the application can be outside of the code that reads the user again, although the user was made before them.</summary>
    private void KeepFromMiddleware(HttpContext http)
    {
        if (http.Features.Get<IOutputCacheFeature>() is { } output)
            output.Context.AllowCacheStorage = false;
        if (_isUnstored || http.Features.Get<IResponseCachingFeature>() is null)
            return;
        for (var body = http.Features.Get<IHttpResponseBodyFeature>() as StreamResponseBodyFeature; body is not null; body = body.PriorFeature as StreamResponseBodyFeature)
        {
            if (body.Stream.GetType().Assembly == typeof(ResponseCachingMiddleware).Assembly)
            {
                StopStoring(body.Stream);
                _isUnstored = true;
                return;
            }
        }
    }

    /// <summary>
    /// Stops the response cache, whatever the headers are when it decides: its stream gives up its copy of the response when somebody seeks in
    /// it, and passes the call on. The server's stream refuses it, and a stream that can seek stays where it is.
    /// </summary>
    private static void StopStoring(Stream stream)
    {
        try
        {
            stream.Seek(0, SeekOrigin.Current);
        }
        catch (NotSupportedException)
        {
            // as expected
        }
    }

    private Task MarkAsync()
    {
        _factory.VerifyConsent(_response.HttpContext);
        if (!_response.HasStarted)
            Mark();
        return Task.CompletedTask;
    }

    private void Mark()
    {
        var headers = _response.Headers;
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var chosen))
        {
            headers.CacheControl = "private";
        }
        else if (IsShared(chosen))
        {
            _factory.WarnOfSharing(headers.CacheControl.ToString());
            (chosen.Public, chosen.Private, chosen.SharedMaxAge) = (false, true, null);
            chosen.PrivateHeaders.Clear();
            headers.CacheControl = chosen.ToString();
        }
        foreach (var name in CdnHeaders)
        {
            var text = headers[name].ToString();
            if (text.Length == 0 || (CacheControlHeaderValue.TryParse(text, out var value) && !IsShared(value)))
                continue;
            _factory.WarnOfSharing(text);
            headers[name] = "no-store";
        }
    }

    /// <summary>Whether caches may give a response to several visitors. <c>no-cache="X"</c> and <c>private="X"</c> keep back the header X only.</summary>
    private static bool IsShared(CacheControlHeaderValue chosen) =>
        chosen.Public || !(chosen.NoStore || (chosen.NoCache && chosen.NoCacheHeaders.Count == 0) || (chosen.Private && chosen.PrivateHeaders.Count == 0));
}
