using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>
/// Sends requests to GrowthBook's server. Every fault is returned as a value, and no message contains the client key, which
/// is part of the URL.
/// </summary>
internal sealed class ServerRequests(SdkConnection connection, Func<HttpClient> client, TimeProvider time)
{
    private const int MaxErrorBytes = 64 * 1024;
    private const int MaxErrorCharacters = 300;

    /// <summary>Creates a request with the common headers.</summary>
    public static HttpRequestMessage Create(HttpMethod method, string url, ImmutableDictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(method, url);
        if (!headers.ContainsKey("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", SdkIdentity.UserAgent);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return request;
    }

    /// <summary>Sends a request and reads the whole response, within the timeout and the size limit of the connection.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="share">The bytes of the response in a budget of several requests. Default: none.</param>
    public async Task<PayloadFetch> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, ByteBudget.Share? share = null)
    {
        using var timeout = time.CancelAfter(connection.RequestTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var asked = request.RequestUri!;
        var isAnswered = false;
        try
        {
            using var response = await client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            response.RequestMessage ??= request; // which a handler of the application need not set
            isAnswered = true;
            // Some platforms do not cancel a pending read with its token.
            using var abort = either.Token.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
            return SameOriginRedirects.DescribeFollowed(asked, response) is { } followed
                ? new PayloadFetch.Failed(PayloadFailureReason.Refused, followed)
                : await ReadAsync(response, share, either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new PayloadFetch.Failed(timeout.IsCancellationRequested || e is OperationCanceledException ? TimedOut() : FailureOf(e, isAnswered, asked, nameof(connection.Headers), connection.Headers));
        }
    }

    /// <summary>The failure of a response with an error status: the status, the server's message, and whether to retry.</summary>
    public async Task<PayloadFailure> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (SameOriginRedirects.Describe(response) is { } redirect)
            return new PayloadFailure(PayloadFailureReason.Refused, redirect);
        var body = await BoundedBody.ReadAsync(response.Content, MaxErrorBytes, cancellationToken).ConfigureAwait(false);
        var words = body is { } text ? ErrorOf(text) : null;
        var message = $"the server responded with {(int)response.StatusCode}" + (words is null ? "" : $": `{PlainText.Of(connection.Redact(words), MaxErrorCharacters)}`");
        var status = (int)response.StatusCode;
        if (status is 400 or 401 or 403 or 404 || IsUnrecoverable(response))
            message += "; check ClientKey and the host of " + EndpointPath.TextOf(response.RequestMessage!.RequestUri!, connection.ClientKey);
        return new PayloadFailure(PayloadFailureReason.Refused, message, IsUnrecoverable(response))
        {
            RetryAfter = status is 408 or 429 or >= 500 ? RetryAfterOf(response, time) : null,
            Status = status,
        };
    }

    /// <summary>The header <c>Retry-After</c> as a time from now; zero without the header or if its date has passed.</summary>
    public static TimeSpan RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var asked = response.Headers.RetryAfter;
        return BackOff.Max(asked?.Delta ?? asked?.Date - time.GetUtcNow() ?? TimeSpan.Zero, TimeSpan.Zero);
    }

    /// <summary>The failure for an exception of the platform, without the client key; of the URL it contains only the host.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isAnswered">Whether the response had begun.</param>
    /// <param name="address">The URL of the request.</param>
    /// <param name="option">The option with the headers of the request.</param>
    /// <param name="headers">Its value.</param>
    public PayloadFailure FailureOf(Exception exception, bool isAnswered, Uri address, string option, ImmutableDictionary<string, string> headers)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        var text = PlainText.Of(connection.Redact(innermost.Message), MaxErrorCharacters);
        if (isAnswered)
            return new PayloadFailure(PayloadFailureReason.Truncated, $"the response broke off: {text}");
        // HttpClient refuses to encode the header; a network that fails is another exception within.
        return innermost is HttpRequestException && BeyondAscii(headers) is { } header
            ? new PayloadFailure(PayloadFailureReason.Unreachable, $"the request was not sent: {text}; the header `{PlainText.Of(header, PlainText.MaxName)}` of {option} has a character beyond ASCII: write it in ASCII, or set RequestHeaderEncodingSelector of the SocketsHttpHandler")
            : new PayloadFailure(PayloadFailureReason.Unreachable, $"the server {SameOriginRedirects.OriginOf(address)} cannot be reached: {text}");
    }

    /// <summary>The name of a header whose value is not ASCII; <c>null</c> if there is none.</summary>
    private static string? BeyondAscii(ImmutableDictionary<string, string> headers) =>
        headers.Where(header => header.Value.Any(letter => letter > '\u007f')).Select(header => header.Key).FirstOrDefault();

    private async Task<PayloadFetch> ReadAsync(HttpResponseMessage response, ByteBudget.Share? share, CancellationToken cancellationToken)
    {
        var lifetime = CacheLifetime.Of(response.Headers.CacheControl);
        var offersStream = HeaderOf(response, "x-sse-support") == "enabled";
        if (response.StatusCode == HttpStatusCode.NotModified)
            return new PayloadFetch.NotModified { Lifetime = response.Headers.CacheControl is null ? null : lifetime, OffersStream = offersStream };
        if (!response.IsSuccessStatusCode)
            return new PayloadFetch.Failed(await RefusalOfAsync(response, cancellationToken).ConfigureAwait(false));
        var body = await BoundedBody.ReadAsync(response.Content, connection.MaxPayloadBytes, cancellationToken, share).ConfigureAwait(false);
        if (body is not { } json)
        {
            return share is { IsRefused: true }
                ? new PayloadFetch.Failed(PayloadFailureReason.LimitExceeded, FormattableString.Invariant($"the responses in progress together are larger than {connection.MaxPayloadBytes} bytes; raise MaxPayloadBytes to accept them"))
                : new PayloadFetch.Failed(PayloadFailureReason.TooLarge, FormattableString.Invariant($"the response is larger than {connection.MaxPayloadBytes} bytes; raise MaxPayloadBytes to accept it"));
        }
        if (HtmlText.Is(json.Span))
            return new PayloadFetch.Failed(PayloadFailureReason.Unusable, $"the server at {SameOriginRedirects.OriginOf(response.RequestMessage!.RequestUri!)} answered with HTML instead of JSON; check the host, and proxies and sign-ins on the way to it");
        return new PayloadFetch.Loaded(json) { ETag = HeaderOf(response, "ETag"), Lifetime = lifetime, OffersStream = offersStream };
    }

    private PayloadFailure TimedOut() => new(
        PayloadFailureReason.Timeout, FormattableString.Invariant($"no complete response within {connection.RequestTimeout.TotalSeconds:0.###} s"));

    private static bool IsUnrecoverable(HttpResponseMessage response) => HeaderOf(response, "x-unrecoverable") == "1";

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>The member <c>error</c> or <c>message</c> of an error response.</summary>
    private static string? ErrorOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var words = root.TryGetProperty("error", out var error) ? error : root.TryGetProperty("message", out var message) ? message : default;
            return words.ValueKind == JsonValueKind.String ? words.GetString()! : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
