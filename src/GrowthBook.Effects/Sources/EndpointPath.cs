namespace GrowthBook.Client;

/// <summary>The end of an address that the client adds to a host: an endpoint and the client key.</summary>
internal static class EndpointPath
{
    private static readonly string[] Endpoints = ["/api/features/", "/api/eval/", "/sub/"];

    /// <summary>
    /// The endpoint at the end of an address that was copied whole; otherwise <c>null</c>. A proxy can serve under a path such as
    /// <c>/api/features</c> or <c>/sub/shop</c>, so the endpoint counts only with a key.
    /// </summary>
    public static string? EndOf(Uri address, string clientKey)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        var start = path.LastIndexOf('/') + 1;
        var (before, last) = (path.Substring(0, start), path.Substring(start));
        var isKey = last.Length > 0 && (last == Uri.EscapeDataString(clientKey) || last.StartsWith("sdk-", StringComparison.Ordinal));
        return Endpoints.FirstOrDefault(endpoint => before.EndsWith(endpoint, StringComparison.Ordinal) && (isKey || endpoint != "/sub/"))
            ?? (last.Length > 0 && last == Uri.EscapeDataString(clientKey) ? "/***" : null);
    }

    /// <summary>An address without the client key and the path of its host, which could be a password or a token.</summary>
    public static string TextOf(Uri address, string clientKey)
    {
        var (origin, path) = (SameOriginRedirects.OriginOf(address), address.AbsolutePath);
        foreach (var endpoint in Endpoints)
        {
            var end = endpoint + Uri.EscapeDataString(clientKey);
            if (path.EndsWith(end, StringComparison.Ordinal))
                return origin + (path.Length == end.Length ? "" : "/…") + endpoint + "***";
        }
        return path == "/" ? origin : origin + "/…";
    }
}
