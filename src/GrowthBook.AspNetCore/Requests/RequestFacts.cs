using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The facts of a request that need no guesswork, under the names that GrowthBook's SDKs use.</summary>
internal static class RequestFacts
{
    private static readonly (string Name, string Parameter)[] Campaign =
    [
        ("utmSource", "utm_source"),
        ("utmMedium", "utm_medium"),
        ("utmCampaign", "utm_campaign"),
        ("utmTerm", "utm_term"),
        ("utmContent", "utm_content"),
    ];

    public static void Read(HttpContext http, List<KeyValuePair<string, Value>> found)
    {
        var request = http.Request;
        RequestAttributes.AddTo(found, "url", RequestUrl.Of(request));
        RequestAttributes.AddTo(found, "path", (request.PathBase + request.Path).ToUriComponent());
        RequestAttributes.AddTo(found, "host", RequestHost.Of(request) is { HasValue: true } host ? host.Value : null);
        RequestAttributes.AddTo(found, "query", request.QueryString.ToUriComponent());
        foreach (var (name, parameter) in Campaign)
        {
            if (request.Query.TryGetValue(parameter, out var values))
                RequestAttributes.AddTo(found, name, values[0]);
        }
        RequestAttributes.AddTo(found, "userAgent", (string?)request.Headers.UserAgent);
        RequestAttributes.AddTo(found, "language", Language(request));
    }

    private static string? Language(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is null or > 0 && language.Value != "*")
        .MaxBy(language => language.Quality ?? 1)?.Value.ToString();
}
