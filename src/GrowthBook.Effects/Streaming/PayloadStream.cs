using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The server-sent events of an SDK connection, which deliver changes of its payload immediately.</summary>
internal sealed class PayloadStream
{
    private readonly SdkConnection _connection;
    private readonly Func<HttpClient> _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleTimeout;
    private readonly ServerRequests _requests;

    /// <summary>Creates a stream without opening it.</summary>
    /// <param name="connection">The SDK connection.</param>
    /// <param name="client">Returns the HTTP client for a request.</param>
    /// <param name="idleTimeout">
    /// The longest time without a byte before the stream counts as broken; more than zero and at most one day. The server
    /// pings every 30 seconds. Default: <c>null</c>, 75 seconds, which is two missed pings.
    /// </param>
    /// <param name="timeProvider">Measures timeouts. Default: <c>null</c>, the system time.</param>
    /// <exception cref="ArgumentException">The connection is invalid; the message names every fault.</exception>
    public PayloadStream(SdkConnection connection, Func<HttpClient> client, TimeSpan? idleTimeout = null, TimeProvider? timeProvider = null)
    {
        _connection = (connection ?? throw new ArgumentNullException(nameof(connection))).ThrowIfInvalid();
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _idleTimeout = idleTimeout ?? TimeSpan.FromSeconds(75);
        if (_idleTimeout <= TimeSpan.Zero || _idleTimeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(idleTimeout), "must be more than zero and at most one day");
        _time = timeProvider ?? TimeProvider.System;
        _requests = new ServerRequests(connection, client, _time);
    }

    /// <summary>Opens the stream once and passes its events to a handler until the stream ends. Throws only if cancelled.</summary>
    public async Task<StreamEnd> FollowAsync(Func<StreamEvent, Task> handle, CancellationToken cancellationToken)
    {
        using var idle = new IdleTimer(_time, _connection.RequestTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        EventReader? events = null;
        var isAnswered = false;
        try
        {
            using var request = ServerRequests.Create(HttpMethod.Get, _connection.StreamUrl, Headers);
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
            using var response = await _client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            response.RequestMessage ??= request; // which a handler of the application need not set
            isAnswered = true;
            // Some platforms do not cancel a pending read with its token.
            using var abort = either.Token.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
            if (await RefusalOfAsync(response, either.Token).ConfigureAwait(false) is { } refusal)
                return new StreamEnd.Broken(refusal, null);
            idle.Restart(_idleTimeout);
            await handle(new StreamEvent.Opened()).ConfigureAwait(false);
            using var content = await response.Content.ReadStreamAsync(either.Token).ConfigureAwait(false);
            events = new EventReader(content, _connection.MaxPayloadBytes, idle.Reset);
            while (await events.ReadAsync(either.Token).ConfigureAwait(false) is { } read)
                await handle(read).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new StreamEnd.Clean(events.Retry);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new StreamEnd.Broken(FailureOf(e, idle, isAnswered), events?.Retry);
        }
    }

    private ImmutableDictionary<string, string> Headers => _connection.StreamingHeaders ?? _connection.Headers;

    private async Task<PayloadFailure?> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (SameOriginRedirects.DescribeFollowed(new Uri(_connection.StreamUrl), response) is { } followed)
            return new PayloadFailure(PayloadFailureReason.Refused, followed);
        if (!response.IsSuccessStatusCode)
            return await _requests.RefusalOfAsync(response, cancellationToken).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType?.MediaType;
        return string.Equals(type, "text/event-stream", StringComparison.OrdinalIgnoreCase)
            ? null
            : new PayloadFailure(PayloadFailureReason.Refused, $"the server responded with content type `{PlainText.Of(type ?? "none", PlainText.MaxName)}` instead of `text/event-stream`");
    }

    private PayloadFailure FailureOf(Exception exception, IdleTimer idle, bool isAnswered)
    {
        if (idle.HasElapsed)
            return new PayloadFailure(PayloadFailureReason.Timeout, FormattableString.Invariant($"no byte arrived for {idle.Longest.TotalSeconds:0.###} s"));
        return exception is EventTooLargeException
            ? new PayloadFailure(PayloadFailureReason.TooLarge, FormattableString.Invariant($"an event is larger than {_connection.MaxPayloadBytes} bytes; raise MaxPayloadBytes to accept it"))
            : _requests.FailureOf(
                exception, isAnswered, new Uri(_connection.StreamUrl),
                _connection.StreamingHeaders is null ? nameof(_connection.Headers) : nameof(_connection.StreamingHeaders), Headers);
    }
}
