using System.Diagnostics;
using System.Net.Http.Headers;

namespace GrowthBook.Client;

/// <summary>
/// Evaluates on the server: rules and saved groups stay there, and the server returns a payload of plain values per user.
/// Users with the same cache key share a response and a request in progress. A call waits at most
/// <see cref="RemoteEvaluationSettings.Timeout"/>; the request continues, and its response serves later calls. Thread-safe.
/// </summary>
internal sealed class RemoteEvaluation : IDisposable
{
    private readonly SdkConnection _connection;
    private readonly RemoteEvaluationSettings _settings;
    private readonly ServerRequests _requests;
    private readonly TimeProvider _time;
    private readonly LeastRecentlyUsed<string, Response> _responses;
    private readonly ServerOutage _outage;
    private readonly Dictionary<string, Task<RemoteEvaluationResult>> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly object _gate = new();

    /// <summary>Creates remote evaluation for a connection.</summary>
    /// <param name="connection">The SDK connection, to a self-hosted server or proxy, without a decryption key.</param>
    /// <param name="client">Returns the HTTP client for a request.</param>
    /// <param name="settings">How to wait and to cache. Default: <c>null</c>, the defaults of the settings.</param>
    /// <param name="timeProvider">Measures ages and timeouts. Default: <c>null</c>, the system time.</param>
    /// <exception cref="ArgumentException">The connection or the settings are invalid; the message names every fault.</exception>
    public RemoteEvaluation(SdkConnection connection, Func<HttpClient> client, RemoteEvaluationSettings? settings = null, TimeProvider? timeProvider = null)
    {
        _connection = connection ?? throw new ArgumentNullException(nameof(connection));
        _settings = (settings ?? new RemoteEvaluationSettings()).ThrowIfInvalid(connection);
        _time = timeProvider ?? TimeProvider.System;
        _requests = new ServerRequests(connection, client ?? throw new ArgumentNullException(nameof(client)), _time);
        _responses = new LeastRecentlyUsed<string, Response>(_settings.MaxEntries, StringComparer.Ordinal);
        _outage = new ServerOutage(_settings.PauseAfterFailure, _settings.Timeout, _time);
    }

    /// <summary>The failure of the last request; <c>null</c> if it succeeded, if the server refused only that request, or before the first request.</summary>
    public PayloadFailure? LastFailure
    {
        get
        {
            lock (_gate)
                return _outage.Failure;
        }
    }

    /// <summary>Gets the payload to evaluate locally in a user's context.</summary>
    /// <param name="context">The user; its payload is ignored. The server accepts at most 1,000 attributes, forced variations and forced features each, and 2 MiB.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the request, which other callers may share.</param>
    /// <returns>The payload or a failure, within <see cref="RemoteEvaluationSettings.Timeout"/>. A failure of the server is a result and not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public async ValueTask<RemoteEvaluationResult> EvaluateAsync(Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        Platform.ThrowIfDisposed(_lifetime.IsCancellationRequested, this);
        var key = RemoteEvaluationRequest.CacheKey(_connection, _settings, context);
        if (Find(key, null, out var pending) is { } found)
            return found;
        if (pending is null)
        {
            // Checked before the request is noted: during an outage, a noted request blocks those of other callers.
            var (body, refused) = RemoteEvaluationRequest.Of(context);
            if (refused is not null)
                return new RemoteEvaluationResult.Failed(refused);
            if (Find(key, body, out pending) is { } foundMeanwhile)
                return foundMeanwhile;
        }
        return await pending!.OrCancelled(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels the requests in progress.</summary>
    public void Dispose() => _lifetime.Cancel();

    /// <summary>The cached result; otherwise the request in progress, which is started if there is a body for it.</summary>
    private RemoteEvaluationResult? Find(string key, byte[]? body, out Task<RemoteEvaluationResult>? pending)
    {
        lock (_gate)
        {
            pending = null;
            var known = _responses.TryGet(key, out var cached) ? cached : null;
            if (known is not null && _time.GetElapsedTime(known.FetchedAt) < _settings.TimeToLive)
                return known.As(PayloadOrigin.Cache);
            if (_outage.Pause is { } failure)
                return Fallback(known, failure);
            if (!_pending.TryGetValue(key, out pending) && body is not null)
            {
                var successes = _outage.RequestStarted();
                _pending[key] = pending = WithTimeoutAsync(key, successes, Detached.Run(() => AskAsync(key, body, successes)));
            }
            return null;
        }
    }

    /// <summary>The result within the timeout of callers. Later callers get it immediately while the request continues.</summary>
    private async Task<RemoteEvaluationResult> WithTimeoutAsync(string key, int successes, Task<RemoteEvaluationResult> asking)
    {
        try
        {
            return await asking.OrTimedOut(_settings.Timeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Fail(key, successes, new PayloadFailure(
                PayloadFailureReason.Timeout,
                FormattableString.Invariant($"no complete response within {_settings.Timeout.TotalSeconds:0.###} s; the request continues")));
        }
    }

    private async Task<RemoteEvaluationResult> AskAsync(string key, byte[] body, int successes)
    {
        try
        {
            using var request = ServerRequests.Create(HttpMethod.Post, _connection.RemoteEvaluationUrl, _connection.Headers);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            var fetch = await _requests.SendAsync(request, _lifetime.Token).ConfigureAwait(false);
            return Settle(key, successes, fetch);
        }
        finally
        {
            lock (_gate)
                _pending.Remove(key);
        }
    }

    private RemoteEvaluationResult Settle(string key, int successes, PayloadFetch fetch)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                var (payload, errors) = PayloadText.Read(loaded.Json.Span, null);
                if (PayloadText.FaultOf(payload, errors) is { } fault)
                    return Fail(key, successes, new PayloadFailure(PayloadFailureReason.Unusable, $"the payload is not usable: {fault}"));
                var response = new Response(new RemoteEvaluationResult.Evaluated(payload, errors, PayloadOrigin.Network), _time.GetTimestamp());
                lock (_gate)
                {
                    _responses.Set(key, response);
                    _outage.Succeeded();
                }
                return response.Result;
            case PayloadFetch.NotModified:
                return Fail(key, successes, new PayloadFailure(PayloadFailureReason.Refused, "the server responded with 304 although no entity tag was sent"));
            case PayloadFetch.Failed failed:
                return Fail(key, successes, failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private RemoteEvaluationResult Fail(string key, int successes, PayloadFailure failure)
    {
        lock (_gate)
        {
            _outage.Failed(failure, successes);
            return Fallback(_responses.TryGet(key, out var known) ? known : null, failure);
        }
    }

    private static RemoteEvaluationResult Fallback(Response? known, PayloadFailure failure) =>
        known is null ? new RemoteEvaluationResult.Failed(failure) : known.As(PayloadOrigin.Stale) with { Failure = failure };

    private sealed record Response(RemoteEvaluationResult.Evaluated Result, long FetchedAt)
    {
        public RemoteEvaluationResult.Evaluated As(PayloadOrigin origin) => Result with { Origin = origin };
    }
}
