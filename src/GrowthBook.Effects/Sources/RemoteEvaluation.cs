using System.Diagnostics;
using System.Net.Http.Headers;

namespace GrowthBook.Client;

/// <summary>
/// Has the server evaluate: rules and saved groups stay there, and for each user a payload of plain values comes back.
/// Users with the same attributes share an answer for a time, and a request that is under way.
/// </summary>
public sealed class RemoteEvaluation : IDisposable
{
    private readonly SdkConnection _connection;
    private readonly RemoteEvaluationOptions _options;
    private readonly ServerRequests _requests;
    private readonly TimeProvider _time;
    private readonly LeastRecentlyUsed<string, Answer> _answers;
    private readonly Dictionary<string, Task<RemoteEvaluationResult>> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly object _gate = new();
    private (PayloadFailure Failure, DateTimeOffset Until)? _pause;

    /// <summary>Remote evaluation for a connection.</summary>
    /// <param name="connection">The SDK connection: one of a server or proxy of your own, without a decryption key.</param>
    /// <param name="client">Gives the client for a request; see <see cref="HttpPayloadSource"/>.</param>
    /// <param name="options">How answers are remembered. Default: <c>null</c>, the defaults of the options.</param>
    /// <param name="timeProvider">Measures ages and time-outs. Default: <c>null</c>, the system's time.</param>
    /// <exception cref="ArgumentException">The connection or the options are invalid; the message names what is.</exception>
    public RemoteEvaluation(SdkConnection connection, Func<HttpClient> client, RemoteEvaluationOptions? options = null, TimeProvider? timeProvider = null)
    {
        _connection = connection ?? throw new ArgumentNullException(nameof(connection));
        _options = options ?? new RemoteEvaluationOptions();
        var faults = _options.Validate(connection);
        if (!faults.IsEmpty)
            throw new ArgumentException(string.Join("; ", faults));
        _time = timeProvider ?? TimeProvider.System;
        _requests = new ServerRequests(connection, client ?? throw new ArgumentNullException(nameof(client)), _time);
        _answers = new LeastRecentlyUsed<string, Answer>(_options.MaxEntries, StringComparer.Ordinal);
    }

    /// <summary>Gives the payload to evaluate locally in a user's context.</summary>
    /// <param name="context">The user; its payload does not matter. The server takes at most 1,000 attributes, forced variations and forced features each, and 2 MiB.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request that others wait for too.</param>
    /// <returns>The payload, or why there is none. No failure of the server is an exception.</returns>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public async ValueTask<RemoteEvaluationResult> EvaluateAsync(Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        Platform.ThrowIfDisposed(_lifetime.IsCancellationRequested, this);
        var key = RemoteEvaluationRequest.CacheKey(_connection, _options, context);
        Task<RemoteEvaluationResult>? underWay;
        lock (_gate)
        {
            var known = _answers.TryGet(key, out var answer) ? answer : null;
            if (known is not null && _time.GetUtcNow() - known.FetchedAt < _options.TimeToLive)
                return known.As(PayloadOrigin.Cache);
            if (_pause is { } pause && _time.GetUtcNow() < pause.Until)
                return Otherwise(known, pause.Failure);
            if (!_underWay.TryGetValue(key, out underWay))
                _underWay[key] = underWay = Task.Run(() => AskAsync(key, context));
        }
        return await underWay.OrCancelled(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the requests under way.</summary>
    public void Dispose() => _lifetime.Cancel();

    private async Task<RemoteEvaluationResult> AskAsync(string key, Context context)
    {
        try
        {
            var (body, refused) = RemoteEvaluationRequest.Of(context);
            if (refused is not null)
                return new RemoteEvaluationResult.Failed(refused);
            using var request = ServerRequests.Create(HttpMethod.Post, _connection.RemoteEvaluationUrl, _connection.Headers);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            var fetch = await _requests.SendAsync(request, _lifetime.Token).ConfigureAwait(false);
            return Settle(key, fetch);
        }
        finally
        {
            lock (_gate)
                _underWay.Remove(key);
        }
    }

    private RemoteEvaluationResult Settle(string key, PayloadFetch fetch)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                var (payload, errors) = Payload.Parse(loaded.Json.Span);
                if (errors.FirstOrDefault(PayloadStore.IsNoPayload) is { } fault)
                    return Fail(key, new PayloadFailure(PayloadFailureReason.Unusable, $"what came is not usable: {fault}"));
                var answer = new Answer(new RemoteEvaluationResult.Evaluated(payload, errors, PayloadOrigin.Network), _time.GetUtcNow());
                lock (_gate)
                {
                    _answers.Set(key, answer);
                    _pause = null;
                }
                return answer.Result;
            case PayloadFetch.NotModified:
                return Fail(key, new PayloadFailure(PayloadFailureReason.Refused, "the server answered 304 although no entity tag was sent"));
            case PayloadFetch.Failed failed:
                return Fail(key, failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Notes a failure that is not this user's alone: for a time nobody waits for a server that cannot be reached, and
    /// longer for one that says that it will never answer.
    /// </summary>
    private RemoteEvaluationResult Fail(string key, PayloadFailure failure)
    {
        TimeSpan? pause = failure.IsUnrecoverable ? UpdateDelays.Longest
            : failure.Reason is PayloadFailureReason.Unreachable or PayloadFailureReason.Timeout ? _options.PauseAfterFailure
            : null;
        lock (_gate)
        {
            if (pause is { } length)
                _pause = (failure, _time.GetUtcNow() + length);
            return Otherwise(_answers.TryGet(key, out var known) ? known : null, failure);
        }
    }

    private static RemoteEvaluationResult Otherwise(Answer? known, PayloadFailure failure) =>
        known is null ? new RemoteEvaluationResult.Failed(failure) : known.As(PayloadOrigin.Stale) with { Failure = failure };

    private sealed record Answer(RemoteEvaluationResult.Evaluated Result, DateTimeOffset FetchedAt)
    {
        public RemoteEvaluationResult.Evaluated As(PayloadOrigin origin) => Result with { Origin = origin };
    }
}
