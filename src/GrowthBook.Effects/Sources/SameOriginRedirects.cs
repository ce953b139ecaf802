namespace GrowthBook.Client;

/// <summary>
/// Follows redirects to the origin of the request only, at most <see cref="MaxRedirects"/>: headers, the client key and user attributes
/// must not reach an origin that the application did not configure. Any other redirect is the response.
/// </summary>
internal sealed class SameOriginRedirects : DelegatingHandler
{
    /// <summary>Maximum number of redirects that a request follows.</summary>
    public const int MaxRedirects = 5;

    /// <summary>Describes a redirect that was not followed; <c>null</c> for a response that is no redirect.</summary>
    public static string? Describe(HttpResponseMessage response)
    {
        if (response.StatusCode == 0) // a redirect whose target a browser hides
            return $"the server at {OriginOf(response.RequestMessage!.RequestUri!)} redirected, and in a browser no redirect is followed; configure the address that answers as the host";
        if (TargetOf(response) is not { } target)
            return null;
        var from = response.RequestMessage!.RequestUri!;
        return IsSameOrigin(from, target)
            ? $"the server at {OriginOf(from)} redirected more than {MaxRedirects} times, or a POST; check the host"
            : $"the server at {OriginOf(from)} redirected to another origin, {OriginOf(target)}; if that is the right one, configure it as the host";
    }

    /// <summary>Describes a redirect that the HTTP client of the application followed to another origin; <c>null</c> if it did not.</summary>
    /// <param name="asked">The address of the request before it was sent.</param>
    /// <param name="response">The response.</param>
    public static string? DescribeFollowed(Uri asked, HttpResponseMessage response) =>
        response.RequestMessage?.RequestUri is { } answered && !IsSameOrigin(asked, answered)
            ? $"the server at {OriginOf(asked)} redirected to another origin, {OriginOf(answered)}, and the HTTP client followed; configure the client by ConfigureGrowthBook, or turn its automatic redirects off"
            : null;

    /// <summary>The scheme, host and port of an address, without anything that could be a secret.</summary>
    public static string OriginOf(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.RequestMessage ??= request; // which a handler of the application need not set
            if (redirects == MaxRedirects || TargetOf(response) is not { } target || !IsSameOrigin(request.RequestUri!, target) || !KeepsMethod(request, response))
                return response;
            response.Dispose();
            request.RequestUri = target;
        }
    }

    /// <summary>Whether the redirect repeats the request as it is: 301, 302 and 303 turn a POST into a GET without its body.</summary>
    private static bool KeepsMethod(HttpRequestMessage request, HttpResponseMessage response) =>
        request.Method == HttpMethod.Get || (int)response.StatusCode is 307 or 308;

    private static Uri? TargetOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            && Uri.TryCreate(response.RequestMessage!.RequestUri!, location, out var target) && target.Scheme is "http" or "https"
            ? target
            : null;

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
