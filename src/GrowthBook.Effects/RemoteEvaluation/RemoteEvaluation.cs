using System.Diagnostics;
using System.Net.Http.Headers;

namespace GrowthBook.Client;

/// <summary>
/// Evaluates on the server: rules and saved groups stay there, and the server returns a payload of plain values per user.
/// Users with the same cache key share a response and a request in progress. A call waits at most
/// <see cref="RemoteEvaluationSettings.Timeout"/>; the request continues, and its response serves later calls. During an outage
/// one request at a time probes the server. Thread-safe.
/// </summary>
internal sealed class RemoteEvaluation : IDisposable
{
    /// <summary>How long a request is not repeated after the server refused it.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10);

    /// <summary>Requests end by themselves after the request timeout of the connection.</summary>
    private const int MaxUnfinishedDuringOutage = 100;

    /// <summary>The memory of usual payloads in relation to their text: two generated ones held 2.4 and 3.0 times their text.</summary>
    private const int MemoryPerByteOfText = 3;

    /// <summary>The bytes of each response in progress that do not count against those of all: 64 KiB.</summary>
    private const int FreeBytesPerResponse = 64 * 1024;

    private readonly SdkConnection _connection;
    private readonly RemoteEvaluationSettings _settings;
    private readonly ServerRequests _requests;
    private readonly ByteBudget _reads;
    private readonly TimeProvider _time;
    private readonly Action<TimeSpan>? _recovered;
    private readonly LeastRecentlyUsed<string, RemoteAnswer> _answers;
    private readonly OutageGuard _guard;
    private readonly StreamAvailability _stream = new();
    private readonly Dictionary<string, Request> _pending = new(KeyedTexts.Comparer);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly object _gate = new();
    private PayloadFailure? _lastFailure;
    private int _changes;

    /// <summary>Creates remote evaluation for a connection.</summary>
    /// <param name="connection">The SDK connection, to a self-hosted server or proxy, without a decryption key.</param>
    /// <param name="client">Returns the HTTP client for a request.</param>
    /// <param name="settings">How to wait and to cache. Default: <c>null</c>, the defaults of the settings.</param>
    /// <param name="timeProvider">Measures ages and timeouts. Default: <c>null</c>, the system time.</param>
    /// <param name="recovered">Called after an outage with its duration. Default: none.</param>
    /// <exception cref="ArgumentException">The connection or the settings are invalid; the message names every fault.</exception>
    public RemoteEvaluation(
        SdkConnection connection, Func<HttpClient> client, RemoteEvaluationSettings? settings = null, TimeProvider? timeProvider = null, Action<TimeSpan>? recovered = null)
    {
        _connection = connection ?? throw new ArgumentNullException(nameof(connection));
        _settings = (settings ?? new RemoteEvaluationSettings()).ThrowIfInvalid(connection);
        _time = timeProvider ?? TimeProvider.System;
        _recovered = recovered;
        _requests = new ServerRequests(connection, client ?? throw new ArgumentNullException(nameof(client)), _time);
        _reads = new ByteBudget(connection.MaxPayloadBytes, FreeBytesPerResponse);
        _answers = new LeastRecentlyUsed<string, RemoteAnswer>(_settings.MaxEntries, KeyedTexts.Comparer, _settings.MaxCachedBytes);
        _guard = new OutageGuard(_settings.PauseAfterFailure, _settings.Timeout, _time, Math.Min(MaxUnfinishedDuringOutage, _settings.MaxRequests), _settings.MaxRequests);
    }

    /// <summary>The last failure during an outage; <c>null</c> without an outage.</summary>
    public PayloadFailure? LastFailure => Outage is null ? null : Volatile.Read(ref _lastFailure);

    /// <summary>How long the outage of the server has lasted; <c>null</c> without an outage.</summary>
    public TimeSpan? Outage => _guard.Outage;

    /// <summary>Ends when a response offers a stream.</summary>
    public Task StreamOffered => _stream.FirstOffer;

    /// <summary>Whether two contexts lead to equal requests, as far as the cache key distinguishes them.</summary>
    public bool IsSameRequest(Context left, Context right) => KeyOf(left) == KeyOf(right);

    /// <summary>Notes that the features have changed on the server: each request is sent again at its next use.</summary>
    public void Changed()
    {
        lock (_gate)
            _changes++;
    }

    /// <summary>Gets the payload to evaluate locally in a user's context.</summary>
    /// <param name="context">The user; its payload is ignored. The server accepts at most 1,000 attributes, forced variations and forced features each, and 2 MiB.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the request, which other callers may share.</param>
    /// <returns>The payload or a failure, within <see cref="RemoteEvaluationSettings.Timeout"/>. A failure of the server is a result and not an exception.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public async ValueTask<RemoteEvaluationResult> EvaluateAsync(Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        DisposedClient.ThrowIf(_lifetime.IsCancellationRequested);
        var key = KeyOf(context);
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

    private string KeyOf(Context context) => RemoteEvaluationRequest.CacheKey(_connection, _settings, context);

    /// <summary>The cached result; otherwise the request in progress, which is started if there is a body for it.</summary>
    private RemoteEvaluationResult? Find(string key, byte[]? body, out Task<RemoteEvaluationResult>? pending)
    {
        lock (_gate)
        {
            pending = null;
            var known = KnownOf(key);
            if (known?.Evaluation is { } evaluation && known.Changes == _changes && _time.GetElapsedTime(known.EvaluatedAt) < _settings.TimeToLive)
                return evaluation with { Origin = PayloadOrigin.Cache };
            if (known?.Refusal is { } refusal && _time.GetElapsedTime(known.RefusedAt) < PauseAfterRefusal)
                return RemoteAnswer.Fallback(known, refusal);
            if (_pending.TryGetValue(key, out var running) && running.Changes == _changes)
            {
                if (!running.Result.IsCompleted && LastFailure is { } failure)
                    return RemoteAnswer.Fallback(known, failure); // only the caller of the probe waits
                pending = running.Result;
                return null;
            }
            if (!_guard.MayStart)
                return RemoteAnswer.Fallback(known, LastFailure ?? TooManyRequests());
            if (body is not null)
            {
                _guard.TryStart(out var call); // callers of this guard hold the lock
                var request = new Request(key, _changes, call);
                _pending[key] = request;
                pending = request.Result = WithTimeoutAsync(request, Detached.Run(() => AskAsync(request, body)));
            }
            return null;
        }
    }

    /// <summary>The result within the timeout of callers. Later callers get it immediately while the request continues.</summary>
    private async Task<RemoteEvaluationResult> WithTimeoutAsync(Request request, Task<RemoteEvaluationResult> asking)
    {
        try
        {
            return await asking.OrTimedOut(_settings.Timeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Fail(request, new PayloadFailure(
                PayloadFailureReason.Timeout,
                FormattableString.Invariant($"no complete response within {_settings.Timeout.TotalSeconds:0.###} s; the request continues")));
        }
    }

    private async Task<RemoteEvaluationResult> AskAsync(Request request, byte[] body)
    {
        try
        {
            using var message = ServerRequests.Create(HttpMethod.Post, _connection.RemoteEvaluationUrl, _connection.Headers);
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var share = _reads.Begin(); // until the payload is read, which takes a multiple of its text
            var fetch = await _requests.SendAsync(message, _lifetime.Token, share).ConfigureAwait(false);
            return Settle(request, fetch);
        }
        catch (Exception e)
        {
            _lifetime.Token.ThrowIfCancellationRequested();
            return Fail(request, new PayloadFailure(PayloadFailureReason.Unreadable, $"the request or its response threw `{e.GetType().Name}`"));
        }
        finally
        {
            _guard.Ended();
            lock (_gate)
            {
                if (_pending.TryGetValue(request.Key, out var last) && last == request)
                    _pending.Remove(request.Key);
            }
        }
    }

    private RemoteEvaluationResult Settle(Request request, PayloadFetch fetch)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                _stream.SetFromServer(loaded.OffersStream);
                // A payload of many empty parts takes far more than its text; it holds no more than reading it allocates.
                var before = Platform.AllocatedBytes();
                var (payload, errors) = PayloadText.Read(loaded.Json.Span, null);
                var bytes = Math.Max(Platform.AllocatedBytes() - before, (long)MemoryPerByteOfText * loaded.Json.Length);
                return PayloadText.FaultOf(payload, errors) is { } fault
                    ? Fail(request, new PayloadFailure(PayloadFailureReason.Unusable, $"the payload is not usable: {fault}"))
                    : Succeed(request, new RemoteEvaluationResult.Evaluated(payload, errors, PayloadOrigin.Network), bytes);
            case PayloadFetch.NotModified:
                return Fail(request, new PayloadFailure(PayloadFailureReason.Refused, "the server responded with 304 although no entity tag was sent") { Status = 304 });
            case PayloadFetch.Failed failed:
                return Fail(request, failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private RemoteEvaluationResult.Evaluated Succeed(Request request, RemoteEvaluationResult.Evaluated evaluation, long bytes)
    {
        TimeSpan? outage;
        lock (_gate)
        {
            if (KnownOf(request.Key) is not { Evaluation: not null } known || known.Changes <= request.Changes)
                Remember(request.Key, new RemoteAnswer { Evaluation = evaluation, EvaluatedAt = _time.GetTimestamp(), Changes = request.Changes, Bytes = bytes });
            outage = _guard.Succeeded();
        }
        if (outage is { } duration)
            _recovered?.Invoke(duration);
        return evaluation;
    }

    /// <summary>Notes a failure, once per request: a request that timed out may still fail.</summary>
    private RemoteEvaluationResult Fail(Request request, PayloadFailure failure)
    {
        lock (_gate)
        {
            var known = KnownOf(request.Key);
            if (request.HasFailed)
                return RemoteAnswer.Fallback(known, failure);
            (request.HasFailed, _lastFailure) = (true, failure);
            if (failure.IsUnrecoverable)
            {
                _guard.Failed(request.Call, OutageGuard.LongestPause);
            }
            else if (failure.Reason == PayloadFailureReason.LimitExceeded)
            {
                _guard.Refused(request.Call); // the server answers
            }
            else if (failure.CanBeOfOneRequest)
            {
                _guard.Refused(request.Call);
                Remember(request.Key, (known ?? new RemoteAnswer()) with { Refusal = failure, RefusedAt = _time.GetTimestamp() });
            }
            else
            {
                _guard.Failed(request.Call, failure.RetryAfter);
            }
            return RemoteAnswer.Fallback(known, failure);
        }
    }

    private void Remember(string key, RemoteAnswer answer) =>
        _answers.Set(key, answer, (2L * key.Length) + answer.Bytes);

    private RemoteAnswer? KnownOf(string key) => _answers.TryGet(key, out var known) ? known : null;

    private PayloadFailure TooManyRequests() =>
        new(PayloadFailureReason.LimitExceeded, FormattableString.Invariant($"{_settings.MaxRequests} requests are in progress"));

    private sealed class Request(string key, int changes, GuardedCall call)
    {
        public string Key => key;

        /// <summary>The number of changes that the server had announced before the request.</summary>
        public int Changes => changes;

        public GuardedCall Call => call;

        public Task<RemoteEvaluationResult> Result { get; set; } = null!;

        public bool HasFailed { get; set; }
    }
}
