using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Net.Http.Headers;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The response of a request that made a user: caches must not give it to other visitors. A feature of the request's
/// <see cref="HttpContext"/>. Thread-safe.
/// </summary>
internal sealed class VisitorResponse
{
    private readonly HttpResponse _response;
    private readonly RequestUserFactory _factory;
    private bool _isWatched;

    private VisitorResponse(HttpResponse response, RequestUserFactory factory) => (_response, _factory) = (response, factory);

    /// <summary>Keeps the response of a request out of shared caches.</summary>
    public static void Keep(HttpContext http, RequestUserFactory factory)
    {
        lock (http.Features)
        {
            var present = http.Features.Get<VisitorResponse>();
            if (present is null)
            {
                http.Features.Set(present = new VisitorResponse(http.Response, factory));
                if (!http.Response.HasStarted)
                    http.Response.OnStarting(static state => ((VisitorResponse)state).Mark(), present);
            }
            present.KeepFromMiddleware(http);
        }
    }

    /// <summary>Caches of the application can be outside of the code that reads the user again, although the user was made before them.</summary>
    private void KeepFromMiddleware(HttpContext http)
    {
        if (http.Features.Get<IOutputCacheFeature>() is { } output)
            output.Context.AllowCacheStorage = false;
        // It reads the headers before the response starts: at the first write.
        if (!_isWatched && !_response.HasStarted && http.Features.Get<IResponseCachingFeature>() is not null && http.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            _isWatched = true;
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new FirstWriteStream(body.Stream, () => Mark()), body));
        }
    }

    private Task Mark()
    {
        if (_response.HasStarted)
            return Task.CompletedTask;
        var headers = _response.Headers;
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var chosen))
        {
            headers.CacheControl = "private";
        }
        else if (chosen is { NoStore: false, NoCache: false, Private: false } or { Public: true })
        {
            _factory.WarnOfSharing(headers.CacheControl.ToString());
            (chosen.Public, chosen.Private, chosen.SharedMaxAge) = (false, true, null);
            headers.CacheControl = chosen.ToString();
        }
        return Task.CompletedTask;
    }
}
