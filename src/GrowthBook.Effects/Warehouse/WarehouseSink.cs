using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Sends exposures, feature usages and logged events to GrowthBook's ingestion API within its limits: up to 100 events
/// per request, one request per second, and no request before a <c>Retry-After</c> has passed. Skips sticky assignments.
/// An event has the user's attributes and URL, and the name and version of this SDK. Use it with a <see cref="BackgroundEffectWriter"/>.
/// </summary>
/// <remarks>
/// Of a batch that takes several requests, events of requests that succeeded are not sent again when a later one fails.
/// A request whose answer is lost is sent again, and its events may then be stored twice. So is one that a writer's
/// <see cref="EffectWriterOptions.AttemptTimeout"/> cuts off: keep a batch well below 100 events for each second of it, 3,000
/// by default.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "a semaphore without a wait handle holds no resources")]
public sealed class WarehouseSink : IEffectSink, ISelectiveReceiver
{
    private readonly Func<HttpClient> _client;
    private readonly string _address;
    private readonly int _maxEvents;
    private readonly TimeSpan _minInterval;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private readonly GuardedLogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly FailureCounts<int> _refused = new();

    /// <summary>No request before this much time has passed since a moment, which no clock that is set can move.</summary>
    private (long Since, TimeSpan Wait) _pause;

    /// <summary>A sink that sends events.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="client">Gives the client for each batch; the sink does not dispose of it.</param>
    /// <param name="logger">Logs refusals, without keys and values. Default: no logging.</param>
    /// <param name="timeProvider">Measures the waits and gives the time of sending. Default: the system's.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public WarehouseSink(WarehouseOptions options, Func<HttpClient> client, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        if ((options ?? throw new ArgumentNullException(nameof(options))).Validate() is { IsEmpty: false } faults)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _address = $"{options.IngestorHost.TrimEnd('/')}/track?client_key={Uri.EscapeDataString(options.ClientKey)}";
        (_maxEvents, _minInterval, _requestTimeout) = (options.MaxEventsPerRequest, options.MinInterval, options.RequestTimeout);
        _time = timeProvider ?? TimeProvider.System;
        _logger = GuardedLogger.Of(logger);
    }

    EffectKinds ISelectiveReceiver.Kinds => EffectKinds.Exposure | EffectKinds.Usage | EffectKinds.Event;

    /// <summary>The longest that an answer can make the sink wait.</summary>
    private static TimeSpan LongestWait { get; } = TimeSpan.FromHours(1);

    /// <summary>Where the events go, with the client key: not for a log.</summary>
    internal string Target => _address;

    private TimeSpan Rest => _pause.Wait - _time.GetElapsedTime(_pause.Since);

    /// <inheritdoc/>
    /// <exception cref="EffectWriteException">Some events could not be sent; it names them.</exception>
    public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        var events = (batch.IsDefault ? [] : batch)
            .Select(source => (Event: TrackingEvent.Of(source.Effect), Source: source))
            .Where(each => each.Event is not null)
            .Select(each => (Event: each.Event!, each.Source))
            .ToArray();
        var sent = 0;
        try
        {
            while (sent < events.Length)
            {
                var request = new ArraySegment<(TrackingEvent, EffectEvent)>(events, sent, Math.Min(_maxEvents, events.Length - sent));
                await SendAsync(request, cancellationToken).ConfigureAwait(false);
                sent += request.Count;
            }
        }
        catch (Exception e)
        {
            ImmutableArray<EffectEvent> notWritten = [.. events.Skip(sent).Select(each => each.Source)];
            var retryAfter = (e as WarehouseException)?.RetryAfter;
            throw new EffectWriteException($"{notWritten.Length} of {events.Length} events could not be sent to the warehouse", notWritten, retryAfter, e);
        }
    }

    private async Task SendAsync(ArraySegment<(TrackingEvent Event, EffectEvent Source)> events, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Rest is var rest && rest > TimeSpan.Zero)
                await _time.DelayAsync(rest, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            Pause(_minInterval);
            using var request = ServerRequests.Create(HttpMethod.Post, _address, ImmutableDictionary<string, string>.Empty);
            var asked = request.RequestUri!;
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(WarehouseBody.Of(events, _time.GetUtcNow())));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var timeout = _time.CancelAfter(_requestTimeout);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            using var response = await SendAsync(request, end.Token, timeout.Token, cancellationToken).ConfigureAwait(false);
            response.RequestMessage ??= request; // which a handler of the application need not set
            if (SameOriginRedirects.DescribeFollowed(asked, response) is { } followed)
                throw WarehouseException.OfRedirect(followed);
            if (response.IsSuccessStatusCode)
                WarehouseLog.Sent(_logger, events.Count);
            else
                throw Refusal(asked, response);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken end, CancellationToken timeout, CancellationToken caller)
    {
        var asked = request.RequestUri!;
        try
        {
            return await _client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (!end.IsCancellationRequested)
        {
            throw WarehouseException.OfNetwork(asked, e);
        }
        catch (Exception e) when (!caller.IsCancellationRequested && (timeout.IsCancellationRequested || e is OperationCanceledException))
        {
            throw WarehouseException.OfTimeout(asked, timeout.IsCancellationRequested ? _requestTimeout : null, e);
        }
    }

    private WarehouseException Refusal(Uri asked, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 400 and < 500 and not 408 and not 413 and not 429 && _refused.Add(status, out var total))
            WarehouseLog.Refused(_logger, status, total);
        var retryAfter = BackOff.Min(ServerRequests.RetryAfterOf(response, _time), LongestWait);
        if (retryAfter > Rest)
            Pause(retryAfter);
        return WarehouseException.OfResponse(asked, response, retryAfter > TimeSpan.Zero ? retryAfter : null);
    }

    private void Pause(TimeSpan wait) => _pause = (_time.GetTimestamp(), wait);
}
