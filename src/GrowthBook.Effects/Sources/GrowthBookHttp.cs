using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>Creates HTTP clients for payloads, streams and remote evaluation.</summary>
public static class GrowthBookHttp
{
    /// <summary>Creates a client for use without <c>IHttpClientFactory</c>. Dispose it after its users.</summary>
    /// <returns>
    /// A client with decompression, without a timeout (requests have their own) and without cookies, which observes DNS changes. It follows at most
    /// five redirects, and none to another origin. In a browser it follows none, because the browser hides the target, and the browser's rules for
    /// cookies and decompression hold.
    /// </returns>
    public static HttpClient CreateClient() => WithoutTimeout(new HttpClient(new SameOriginRedirects { InnerHandler = CreateHandler() }));

    /// <summary>
    /// Configures a named client of <c>IHttpClientFactory</c>: no timeout, no cookies, no redirects to another origin, decompression, and no
    /// log messages of the factory, because they contain the URL and thus the client key.
    /// </summary>
    /// <param name="builder">The named client.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder ConfigureGrowthBook(this IHttpClientBuilder builder) => builder
        .ConfigureHttpClient(client => WithoutTimeout(client))
        .ConfigurePrimaryHttpMessageHandler(CreateHandler)
        .AddHttpMessageHandler(() => new SameOriginRedirects())
        .RemoveAllLoggers();

    private static HttpClient WithoutTimeout(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    /// <summary>A browser's requests have its cookies and decompression. If it followed redirects, attributes would reach other origins.</summary>
    internal static HttpClientHandler CreateBrowserHandler() => new() { AllowAutoRedirect = false };

    private static HttpMessageHandler CreateHandler() =>
#if NET
        OperatingSystem.IsBrowser() ? CreateBrowserHandler() : new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
#else
        new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        };
#endif
}
