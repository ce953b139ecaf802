namespace GrowthBook.Client;

/// <summary>A source that fetches payloads from the features endpoint of GrowthBook's server or proxy, with <c>If-None-Match</c>.</summary>
internal sealed class HttpPayloadSource : IPayloadSource
{
    private readonly SdkConnection _connection;
    private readonly ServerRequests _requests;

    /// <summary>Creates a source.</summary>
    /// <param name="connection">The SDK connection.</param>
    /// <param name="client">
    /// Returns the HTTP client for a request, such as one of <see cref="GrowthBookHttp"/>. The source never disposes it. Its
    /// timeout should be infinite or above that of the connection.
    /// </param>
    /// <param name="timeProvider">Measures the timeout. Default: <c>null</c>, the system time.</param>
    /// <exception cref="ArgumentException">The connection is invalid; the message names every fault.</exception>
    public HttpPayloadSource(SdkConnection connection, Func<HttpClient> client, TimeProvider? timeProvider = null)
    {
        _connection = (connection ?? throw new ArgumentNullException(nameof(connection))).ThrowIfInvalid();
        _requests = new ServerRequests(connection, client ?? throw new ArgumentNullException(nameof(client)), timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Network;

    /// <inheritdoc/>
    public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        using var request = ServerRequests.Create(HttpMethod.Get, _connection.FeaturesUrl, _connection.Headers);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (knownETag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", knownETag);
        var fetch = await _requests.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return fetch.NeedsETag && knownETag is null
            ? new PayloadFetch.Failed(PayloadFailureReason.Refused, "the server responded with 304 although no entity tag was sent")
            : fetch;
    }
}
