using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>How long a response may be used, from the header <c>Cache-Control</c>.</summary>
/// <param name="MaxAge">How long it is fresh (<c>max-age</c>); <c>null</c> if the server did not say.</param>
/// <param name="StaleWhileRevalidate">How long after that it may be used while the client refreshes.</param>
/// <param name="StaleIfError">How long after <paramref name="MaxAge"/> it may be used while the server fails.</param>
/// <param name="NoStore">Whether it must not be written to a cache (<c>no-store</c>). It may still be used.</param>
[JsonConverter(typeof(PayloadJsonConverter))]
public readonly record struct CacheLifetime(TimeSpan? MaxAge, TimeSpan? StaleWhileRevalidate = null, TimeSpan? StaleIfError = null, bool NoStore = false)
{
    /// <summary>The lifetime if the server sent no header, or one without durations.</summary>
    public static CacheLifetime Unknown => default;

    internal static CacheLifetime Of(CacheControlHeaderValue? header) => header is null
        ? Unknown
        : new CacheLifetime(header.MaxAge, Seconds(header, "stale-while-revalidate"), Seconds(header, "stale-if-error"), header.NoStore);

    private static TimeSpan? Seconds(CacheControlHeaderValue header, string directive)
    {
        foreach (var extension in header.Extensions)
        {
            if (string.Equals(extension.Name, directive, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(extension.Value?.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }
        return null;
    }
}
