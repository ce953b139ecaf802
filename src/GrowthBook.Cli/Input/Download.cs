using System.Net;

namespace GrowthBook.Cli;

/// <summary>
/// Downloads a payload. Redirects are followed within the origin only, and errors name the host without the path, which may
/// contain a key.
/// </summary>
internal sealed class Download(CancellationToken cancellation)
{
    /// <summary>Maximum number of redirects.</summary>
    private const int MaxRedirects = 5;

    /// <summary>Maximum time from the request to the end of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public static bool IsUrl(string path) =>
        path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    public Outcome<Source> Read(Uri url)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        using var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Timeout);
        try
        {
            return ReadAsync(client, url, limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return cancellation.IsCancellationRequested
                ? new Fault(ExitCode.Interrupted, $"{url.Authority}: interrupted")
                : Fault.Input($"{url.Authority}: no complete answer within {Timeout.TotalSeconds:0} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Fault.Input($"{url.Authority}: {e.GetBaseException().Message.TrimEnd('.')}");
        }
    }

    private static async Task<Outcome<Source>> ReadAsync(HttpClient client, Uri url, CancellationToken cancellation)
    {
        var at = url;
        for (var redirects = 0; ; redirects++)
        {
            using var response = await client.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await ReadAsync(response.Content, url.Authority, cancellation).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return Fault.Input($"{url.Authority}: answered with status {(int)response.StatusCode}; {MendOf((int)response.StatusCode)}");
            if (!Uri.TryCreate(at, location, out var target))
                return Fault.Input($"{url.Authority}: redirects to a malformed address; check the path");
            at = target;
            if (!IsSameOrigin(at, url))
                return Fault.Input($"{url.Authority}: redirects to {OriginOf(at)}; give the URL of that host if you trust it");
            if (redirects == MaxRedirects)
                return Fault.Input($"{url.Authority}: redirects more than {MaxRedirects} times");
        }
    }

    private static string MendOf(int status) => status switch
    {
        408 or 429 or >= 500 => "the server has a fault or is busy; try again later",
        >= 400 => "check the path and the client key",
        _ => "expected a payload or a redirect",
    };

    private static async Task<Outcome<Source>> ReadAsync(HttpContent content, string host, CancellationToken cancellation)
    {
        try
        {
            await content.LoadIntoBufferAsync(Inputs.MaxBytes, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Fault.Input(Inputs.TooLarge(host));
        }
        return Inputs.SourceOf(await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), host);
    }

    /// <summary>The scheme, host and port of an address, without a password that it may contain.</summary>
    private static string OriginOf(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private static bool IsSameOrigin(Uri left, Uri right) => Uri.Compare(
        left, right, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
