using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>HTTP clients fit for payloads, streams and remote evaluation.</summary>
public static class GrowthBookHttp
{
    /// <summary>A client of its own, for use without <c>IHttpClientFactory</c>. Dispose it after everything that uses it.</summary>
    /// <returns>A client that decompresses, has no time-out (requests have their own) and follows changes of DNS.</returns>
    public static HttpClient CreateClient() => Unlimited(new HttpClient(CreateHandler()));

    /// <summary>
    /// Makes a named client of <c>IHttpClientFactory</c> fit: no time-out of its own, decompression, and none of the
    /// factory's log lines, because they hold the address and with it the client key.
    /// </summary>
    /// <param name="builder">The named client.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder ConfigureGrowthBook(this IHttpClientBuilder builder) => builder
        .ConfigureHttpClient(client => Unlimited(client))
        .ConfigurePrimaryHttpMessageHandler(CreateHandler)
        .RemoveAllLoggers();

    private static HttpClient Unlimited(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static HttpMessageHandler CreateHandler() =>
#if NET
        new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
#else
        new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate };
#endif
}
