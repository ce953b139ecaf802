using System.Net.ServerSentEvents;

namespace GrowthBook.Client;

/// <summary>The server-sent events of an SDK connection: changes of its payload at the moment they happen.</summary>
public sealed class PayloadStream
{
    private readonly SdkConnection _connection;
    private readonly Func<HttpClient> _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleTimeout;
    private readonly ServerRequests _requests;

    /// <summary>A stream, which is opened by a <see cref="PayloadUpdater"/>.</summary>
    /// <param name="connection">The SDK connection.</param>
    /// <param name="client">Gives the client for a request; see <see cref="HttpPayloadSource"/>.</param>
    /// <param name="idleTimeout">
    /// After how long without a byte the stream counts as dead; above zero. The server pings every 30 seconds. Default:
    /// <c>null</c>, 75 seconds, which is two pings missed.
    /// </param>
    /// <param name="timeProvider">Measures the time-outs. Default: <c>null</c>, the system's time.</param>
    /// <exception cref="ArgumentException">The connection is invalid; the message names what is.</exception>
    public PayloadStream(SdkConnection connection, Func<HttpClient> client, TimeSpan? idleTimeout = null, TimeProvider? timeProvider = null)
    {
        _connection = (connection ?? throw new ArgumentNullException(nameof(connection))).ThrowIfInvalid();
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _idleTimeout = idleTimeout ?? TimeSpan.FromSeconds(75);
        if (_idleTimeout <= TimeSpan.Zero || _idleTimeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(idleTimeout), "the idle time-out must be more than zero and at most a day");
        _time = timeProvider ?? TimeProvider.System;
        _requests = new ServerRequests(connection, client, _time);
    }

    /// <summary>Opens the stream once and hands over what it brings, until it ends. Throws for nothing but cancellation.</summary>
    internal async Task<StreamEnd> FollowAsync(Func<StreamEvent, Task> handle, CancellationToken cancellationToken)
    {
        using var idle = new IdleTimer(_time, _connection.RequestTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        SseParser<StreamEvent>? events = null;
        var isAnswered = false;
        try
        {
            using var request = ServerRequests.Create(HttpMethod.Get, _connection.StreamUrl, _connection.StreamingHeaders ?? _connection.Headers);
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
            using var response = await _client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            isAnswered = true;
            // Not every platform ends a read when its token is cancelled.
            using var abort = either.Token.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
            if (await RefusalOfAsync(response, either.Token).ConfigureAwait(false) is { } refusal)
                return new StreamEnd.Broken(refusal, null);
            idle.Restart(_idleTimeout);
            await handle(new StreamEvent.Opened()).ConfigureAwait(false);
            using var content = await response.Content.ReadStreamAsync(either.Token).ConfigureAwait(false);
            using var limited = new EventLimitStream(content, _connection.MaxPayloadBytes, idle.Heard);
            events = SseParser.Create(limited, Read);
            await foreach (var item in events.EnumerateAsync(either.Token).ConfigureAwait(false))
                await handle(item.Data).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new StreamEnd.Clean(RetryOf(events));
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new StreamEnd.Broken(FailureOf(e, idle, isAnswered), RetryOf(events));
        }
    }

    private static StreamEvent Read(string name, ReadOnlySpan<byte> data) => name switch
    {
        "features" => new StreamEvent.Payload(data.ToArray()),
        "features-updated" => new StreamEvent.Changed(),
        _ => new StreamEvent.Other(),
    };

    private static TimeSpan? RetryOf(SseParser<StreamEvent>? events) =>
        events is { ReconnectionInterval: var interval } && interval >= TimeSpan.Zero ? interval : null;

    private async Task<PayloadFailure?> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            return await _requests.RefusalOfAsync(response, cancellationToken).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType?.MediaType;
        return string.Equals(type, "text/event-stream", StringComparison.OrdinalIgnoreCase)
            ? null
            : new PayloadFailure(PayloadFailureReason.Refused, $"the server answered with `{type ?? "no content type"}` in the place of `text/event-stream`");
    }

    private PayloadFailure FailureOf(Exception exception, IdleTimer idle, bool isAnswered)
    {
        if (idle.HasElapsed)
            return new PayloadFailure(PayloadFailureReason.Timeout, FormattableString.Invariant($"nothing was heard for {idle.Longest.TotalSeconds:0.###} s"));
        return exception is EventTooLargeException
            ? new PayloadFailure(PayloadFailureReason.TooLarge, FormattableString.Invariant($"an event is larger than {_connection.MaxPayloadBytes} bytes; raise maxPayloadBytes if it should be taken"))
            : _requests.FailureOf(exception, isAnswered, new Uri(_connection.StreamUrl));
    }
}
