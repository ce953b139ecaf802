using System.Diagnostics;
using System.Net.Http.Headers;

namespace GrowthBook.Client;

/// <summary>
/// Has the server evaluate: rules and saved groups stay there, and for each user a payload of plain values comes back.
/// Users with the same attributes share an answer for a time, and a request that is under way. Nobody waits longer than
/// <see cref="RemoteEvaluationSettings.Timeout"/>: the request goes on behind, and its answer serves the next call.
/// </summary>
internal sealed class RemoteEvaluation : IDisposable
{
    private readonly SdkConnection _connection;
    private readonly RemoteEvaluationSettings _options;
    private readonly ServerRequests _requests;
    private readonly TimeProvider _time;
    private readonly LeastRecentlyUsed<string, Answer> _answers;
    private readonly ServerOutage _outage;
    private readonly Dictionary<string, Task<RemoteEvaluationResult>> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly object _gate = new();

    /// <summary>Remote evaluation for a connection.</summary>
    /// <param name="connection">The SDK connection: one of a server or proxy of your own, without a decryption key.</param>
    /// <param name="client">Gives the client for a request; see <see cref="HttpPayloadSource"/>.</param>
    /// <param name="options">How answers are remembered. Default: <c>null</c>, the defaults of the options.</param>
    /// <param name="timeProvider">Measures ages and time-outs. Default: <c>null</c>, the system's time.</param>
    /// <exception cref="ArgumentException">The connection or the options are invalid; the message names what is.</exception>
    public RemoteEvaluation(SdkConnection connection, Func<HttpClient> client, RemoteEvaluationSettings? options = null, TimeProvider? timeProvider = null)
    {
        _connection = connection ?? throw new ArgumentNullException(nameof(connection));
        _options = options ?? new RemoteEvaluationSettings();
        var faults = _options.Validate(connection);
        if (!faults.IsEmpty)
            throw new ArgumentException(string.Join("; ", faults));
        _time = timeProvider ?? TimeProvider.System;
        _requests = new ServerRequests(connection, client ?? throw new ArgumentNullException(nameof(client)), _time);
        _answers = new LeastRecentlyUsed<string, Answer>(_options.MaxEntries, StringComparer.Ordinal);
        _outage = new ServerOutage(_options.PauseAfterFailure, _options.Timeout, _time);
    }

    /// <summary>Why the server did not evaluate when it was last asked; <c>null</c> when it did or refused one request alone, and before it was asked.</summary>
    public PayloadFailure? LastFailure
    {
        get
        {
            lock (_gate)
                return _outage.Failure;
        }
    }

    /// <summary>Gives the payload to evaluate locally in a user's context.</summary>
    /// <param name="context">The user; its payload does not matter. The server takes at most 1,000 attributes, forced variations and forced features each, and 2 MiB.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request that others wait for too.</param>
    /// <returns>The payload, or why there is none; within <see cref="RemoteEvaluationSettings.Timeout"/>. No failure of the server is an exception.</returns>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public async ValueTask<RemoteEvaluationResult> EvaluateAsync(Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        Platform.ThrowIfDisposed(_lifetime.IsCancellationRequested, this);
        var key = RemoteEvaluationRequest.CacheKey(_connection, _options, context);
        if (Find(key, null, out var underWay) is { } found)
            return found;
        if (underWay is null)
        {
            // Before it is noted that somebody asks: in an outage that keeps the others from asking.
            var (body, refused) = RemoteEvaluationRequest.Of(context);
            if (refused is not null)
                return new RemoteEvaluationResult.Failed(refused);
            if (Find(key, body, out underWay) is { } foundMeanwhile)
                return foundMeanwhile;
        }
        return await underWay!.OrCancelled(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the requests under way.</summary>
    public void Dispose() => _lifetime.Cancel();

    /// <summary>What there is without waiting, or else the request under way, which begins if there is a body for it.</summary>
    private RemoteEvaluationResult? Find(string key, byte[]? body, out Task<RemoteEvaluationResult>? underWay)
    {
        lock (_gate)
        {
            underWay = null;
            var known = _answers.TryGet(key, out var answer) ? answer : null;
            if (known is not null && _time.GetElapsedTime(known.FetchedAt) < _options.TimeToLive)
                return known.As(PayloadOrigin.Cache);
            if (_outage.Pause is { } failure)
                return Otherwise(known, failure);
            if (!_underWay.TryGetValue(key, out underWay) && body is not null)
            {
                var asked = _outage.Asked();
                _underWay[key] = underWay = AnswerInTimeAsync(key, asked, Task.Run(() => AskAsync(key, body, asked)));
            }
            return null;
        }
    }

    /// <summary>What there is within the time that callers wait. Who comes later finds it at once, as long as the request goes on.</summary>
    private async Task<RemoteEvaluationResult> AnswerInTimeAsync(string key, int asked, Task<RemoteEvaluationResult> asking)
    {
        try
        {
            return await asking.OrTimedOut(_options.Timeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Fail(key, asked, new PayloadFailure(
                PayloadFailureReason.Timeout,
                FormattableString.Invariant($"no complete answer within {_options.Timeout.TotalSeconds:0.###} s; the request goes on")));
        }
    }

    private async Task<RemoteEvaluationResult> AskAsync(string key, byte[] body, int asked)
    {
        try
        {
            using var request = ServerRequests.Create(HttpMethod.Post, _connection.RemoteEvaluationUrl, _connection.Headers);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            var fetch = await _requests.SendAsync(request, _lifetime.Token).ConfigureAwait(false);
            return Settle(key, asked, fetch);
        }
        finally
        {
            lock (_gate)
                _underWay.Remove(key);
        }
    }

    private RemoteEvaluationResult Settle(string key, int asked, PayloadFetch fetch)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                var (payload, errors) = PayloadText.Read(loaded.Json.Span, null);
                if (errors.FirstOrDefault(error => PayloadText.IsNoPayload(error) || (payload.FeatureKeys.Count == 0 && PayloadText.CostsTheFeatures(error))) is { } fault)
                    return Fail(key, asked, new PayloadFailure(PayloadFailureReason.Unusable, $"the payload is not usable: {fault}"));
                var answer = new Answer(new RemoteEvaluationResult.Evaluated(payload, errors, PayloadOrigin.Network), _time.GetTimestamp());
                lock (_gate)
                {
                    _answers.Set(key, answer);
                    _outage.Answered();
                }
                return answer.Result;
            case PayloadFetch.NotModified:
                return Fail(key, asked, new PayloadFailure(PayloadFailureReason.Refused, "the server answered 304 although no entity tag was sent"));
            case PayloadFetch.Failed failed:
                return Fail(key, asked, failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private RemoteEvaluationResult Fail(string key, int asked, PayloadFailure failure)
    {
        lock (_gate)
        {
            _outage.Failed(failure, asked);
            return Otherwise(_answers.TryGet(key, out var known) ? known : null, failure);
        }
    }

    private static RemoteEvaluationResult Otherwise(Answer? known, PayloadFailure failure) =>
        known is null ? new RemoteEvaluationResult.Failed(failure) : known.As(PayloadOrigin.Stale) with { Failure = failure };

    private sealed record Answer(RemoteEvaluationResult.Evaluated Result, long FetchedAt)
    {
        public RemoteEvaluationResult.Evaluated As(PayloadOrigin origin) => Result with { Origin = origin };
    }
}
