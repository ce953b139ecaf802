namespace GrowthBook.AspNetCore;

/// <summary>Which redirects of experiments are allowed.</summary>
public sealed class GrowthBookRedirectOptions
{
    /// <summary>
    /// The origins to which a request may be redirected besides its own, such as <c>https://pay.example</c> or
    /// <c>http://localhost:8080</c>. Default: none.
    /// </summary>
    public ICollection<string> AllowedOrigins { get; } = [];

    /// <summary>The origins in the form that <see cref="Uri"/> gives.</summary>
    /// <exception cref="ArgumentException">One is no origin.</exception>
    internal HashSet<string> Origins() => AllowedOrigins.Select(Normal).ToHashSet(StringComparer.Ordinal);

    private static string Normal(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.PathAndQuery == "/" && RedirectTarget.OriginOf(url) is { } normal
            ? normal
            : throw new ArgumentException($"GrowthBookRedirectOptions.AllowedOrigins: must be origins such as https://pay.example, was `{origin}`");
}
