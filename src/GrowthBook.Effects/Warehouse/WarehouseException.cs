using System.Net.Sockets;
using System.Security.Authentication;

namespace GrowthBook.Client;

/// <summary>Why a request to the ingestion API stored no events. The message has the origin of the API, and neither its key nor anything of the events.</summary>
internal sealed class WarehouseException : Exception, ILoggableException
{
    private WarehouseException(string message, TimeSpan? retryAfter = null, Exception? cause = null)
        : base(message, cause) => RetryAfter = retryAfter;

    /// <summary>The minimum wait before the next request; <c>null</c> if it is not known.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The API answered with a status that is no success, or redirected.</summary>
    public static WarehouseException OfResponse(Uri address, HttpResponseMessage response, TimeSpan? retryAfter) => new(
        SameOriginRedirects.Describe(response) ?? FormattableString.Invariant($"the ingestion API at {SameOriginRedirects.OriginOf(address)} answered with status {(int)response.StatusCode}"), retryAfter);

    /// <summary>The HTTP client of the application followed a redirect.</summary>
    /// <param name="redirect">The description of the redirect.</param>
    public static WarehouseException OfRedirect(string redirect) => new(redirect);

    /// <summary>There was no answer in time.</summary>
    /// <param name="address">The address of the API.</param>
    /// <param name="limit">The timeout; <c>null</c> for that of the HTTP client.</param>
    /// <param name="cause">The cancellation.</param>
    public static WarehouseException OfTimeout(Uri address, TimeSpan? limit, Exception cause) => new(
        limit is { } known
            ? FormattableString.Invariant($"no answer from the ingestion API at {SameOriginRedirects.OriginOf(address)} within {known.TotalSeconds:0.###} s")
            : $"no answer from the ingestion API at {SameOriginRedirects.OriginOf(address)} within the timeout of the HTTP client",
        null, cause);

    /// <summary>The API was not reached. A handler of the application can throw the same exception: only messages of the network are repeated.</summary>
    public static WarehouseException OfNetwork(Uri address, HttpRequestException cause)
    {
        var innermost = cause.GetBaseException();
        var reason = innermost is SocketException or AuthenticationException ? PlainText.Of(innermost.Message, PlainText.MaxMessage) : innermost.GetType().ToString();
        return new($"the ingestion API at {SameOriginRedirects.OriginOf(address)} cannot be reached: {reason}", null, cause);
    }
}
