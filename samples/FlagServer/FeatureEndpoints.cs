using GrowthBook.Client;
using Microsoft.Net.Http.Headers;

namespace FlagServer;

/// <summary>Serves payloads as they came but for line breaks, and announces new ones.</summary>
internal sealed class FeatureEndpoints(Connections connections, Settings settings, CancellationToken stopping)
{
    private readonly string _cacheControl = FormattableString.Invariant(
        $"public, max-age={(int)settings.MaxAge.TotalSeconds}, stale-while-revalidate=3600, stale-if-error=36000");

    public Task GetAsync(HttpContext http)
    {
        if (ClientOf(http) is not { } client)
            return Answer.UnknownKeyAsync(http);
        if (settings.OnlyEvaluates)
            return Answer.FailAsync(http, 400, "this server evaluates remotely; set remoteEval in the SDK");
        if (client.Current is not { } payload)
            return Answer.NoPayloadAsync(http);
        var tag = new EntityTagHeaderValue($"\"{payload.ContentHash}\"", isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = _cacheControl;
        http.Response.Headers["x-sse-support"] = "enabled";
        if (!IsKnown(http.Request, tag))
            return Answer.WriteAsync(http, 200, PayloadLine.Of(payload));
        http.Response.StatusCode = 304;
        return Task.CompletedTask;
    }

    public Task StreamAsync(HttpContext http) => ClientOf(http) is { } client
        ? FeatureStream.SendAsync(http, client, withPayloads: !settings.OnlyEvaluates, stopping)
        : Answer.UnknownKeyAsync(http);

    private GrowthBookClient? ClientOf(HttpContext http) => connections.Find(http.Request.RouteValues["key"] as string);

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(tag, useStrongComparison: false));
}
