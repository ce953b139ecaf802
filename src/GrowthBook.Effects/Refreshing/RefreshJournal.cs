using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>Records refresh results: counts failures in a row, decides when the next refresh is due, logs and notifies the subscriber. Thread-safe.</summary>
internal sealed class RefreshJournal(
    PayloadStore store, PayloadOrigin sourceOrigin, PollDelays delays, TimeProvider time, GuardedSubscriber subscriber, GuardedLogger logger)
{
    private const long Now = long.MinValue;

    /// <summary>The digits of a hash that tell contents of one source apart.</summary>
    private const int DigitsOfContent = 8;

    private readonly object _gate = new();
    private readonly HashSet<(PayloadFailureReason Reason, int? Status)> _kindsOfOutage = [];
    private int _failures;

    /// <summary>The number of features of the payload in use.</summary>
    private int _features;
    private PayloadFailure? _lastFailure;

    /// <summary>The date of the last answer, if it was held and logged: the server repeats it at each request. <c>null</c> after another payload came into use.</summary>
    private DateTimeOffset? _loggedDate;
    private long _notBefore = Now;
    private (PayloadFailure Failure, long Until)? _pause;

    /// <summary>When refreshes follow. Default: <see cref="PayloadUpdateMode.Manual"/>.</summary>
    public PayloadUpdateMode Mode { get; init; }

    /// <summary>Whether the source reports changes, which cause refreshes in each mode. Default: no.</summary>
    public bool IsWatched { get; init; }

    /// <summary>The failure of the last refresh, ignoring those left to another process; <c>null</c> if it succeeded.</summary>
    public PayloadFailure? LastFailure
    {
        get
        {
            lock (_gate)
                return _lastFailure;
        }
    }

    /// <summary>The number of refreshes that failed in a row, ignoring those left to another process.</summary>
    public int Failures
    {
        get
        {
            lock (_gate)
                return _failures;
        }
    }

    /// <summary>The rest of the time that the server asked to wait with its last response (<c>Retry-After</c>, at most five minutes); otherwise zero.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate)
                return _pause is { } pause ? time.TimeUntil(pause.Until) : TimeSpan.Zero;
        }
    }

    /// <summary>The failure with which the server asked to wait, if the time is not over; otherwise <c>null</c>.</summary>
    public PayloadFailure? PauseFailure
    {
        get
        {
            lock (_gate)
                return _pause is { } pause && time.TimeUntil(pause.Until) > TimeSpan.Zero ? pause.Failure with { IsPause = true } : null;
        }
    }

    /// <summary>The input for the wait before the next poll.</summary>
    public PollState State
    {
        get
        {
            var (pause, current) = (Pause, store.Current);
            lock (_gate)
                return new PollState(_failures, current is not null, _lastFailure is { IsUnrecoverable: true }, pause, Mode == PayloadUpdateMode.OnDemand ? current?.Lifetime.MaxAge : null);
        }
    }

    /// <summary>The rest of the back-off after the last failure; otherwise zero.</summary>
    public TimeSpan UntilDue => Volatile.Read(ref _notBefore) is var notBefore && notBefore == Now ? TimeSpan.Zero : time.TimeUntil(notBefore);

    /// <summary>Whether the payload in use is past its time to live or is only the initial one, and the back-off after the last failure is over.</summary>
    public bool IsRefreshDue()
    {
        var notBefore = Volatile.Read(ref _notBefore);
        return (notBefore == Now || time.GetTimestamp() >= notBefore)
            && (store.Current is not { } current || IsInitial(current) || current.Freshness != PayloadFreshness.Fresh);
    }

    /// <summary>Makes a refresh on demand due only after a wait.</summary>
    public void Postpone(TimeSpan wait) => Volatile.Write(ref _notBefore, time.TimestampAfter(wait));

    /// <summary>Notes whether a response of the server asks to wait. A payload of the stream is no response.</summary>
    public void Answered(PayloadFetch fetch)
    {
        lock (_gate)
        {
            _pause = fetch is PayloadFetch.Failed { Failure: { RetryAfter: { } wait } failure } && wait > TimeSpan.Zero
                ? (failure, time.TimestampAfter(BackOff.Min(wait, BackOff.Longest)))
                : null;
        }
    }

    /// <summary>Records the result of a refresh. One without a request, during a pause, is not counted.</summary>
    /// <param name="result">The result.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="isPushed">Whether the payload was not requested, so that no retry follows. Default: no.</param>
    public void Record(RefreshResult result, TimeSpan duration, bool isPushed = false)
    {
        if (result is RefreshResult.Failed { Failure.IsPause: true })
            return;
        var (before, isKnownRefusal) = (Failures, LastFailure is { IsUnrecoverable: true });
        // A refresh left to another process says nothing about the source.
        if (result is not RefreshResult.LeftToAnother)
        {
            lock (_gate)
            {
                _lastFailure = (result as RefreshResult.Failed)?.Failure;
                _failures = _lastFailure is null ? 0 : _failures + 1;
                if (_lastFailure is null)
                    _kindsOfOutage.Clear();
            }
        }
        var isSettled = result is RefreshResult.Updated or RefreshResult.Unchanged;
        Volatile.Write(ref _notBefore, isSettled ? Now : time.TimestampAfter(BackOff.Min(delays.Next(State), store.Held?.Remaining ?? TimeSpan.MaxValue)));
        if (before > 0 && Failures == 0)
            RefreshLog.Recovered(logger, before);
        Log(result, isKnownRefusal, isPushed);
        if (result is RefreshResult.Older)
            Held?.Invoke();
        subscriber.Refreshed(result, duration);
    }

    /// <summary>Raised when an answer of the server is held because of its date.</summary>
    public event Action? Held;

    public void FutureEntry(DateTimeOffset fetchedAt) => CacheLog.FutureEntry(logger, InstantText.Of(fetchedAt));

    public void StoringForbidden() => RefreshLog.StoringForbidden(logger);

    /// <param name="result">The result of a refresh.</param>
    /// <param name="isKnownRefusal">Whether the refresh before was refused for good. Default: no.</param>
    /// <param name="isPushed">Whether the payload was not requested. Default: no.</param>
    public void Log(RefreshResult result, bool isKnownRefusal = false, bool isPushed = false)
    {
        switch (result)
        {
            case RefreshResult.Updated when sourceOrigin == PayloadOrigin.Remote:
                RefreshLog.EvaluatedRemotely(logger);
                break;
            case RefreshResult.Updated { Snapshot: var snapshot }:
                _ = IsNewDate(null);
                LogUpdate(snapshot);
                break;
            case RefreshResult.Unchanged { Snapshot: var snapshot }:
                RefreshLog.Unchanged(logger, snapshot.Origin);
                break;
            case RefreshResult.Older older when IsNewDate(older.DateUpdated):
                RefreshLog.Older(logger, InstantText.Of(older.DateUpdated), InstantText.Of(older.Snapshot.DateUpdated.GetValueOrDefault()), store.OlderPayloadDelay);
                break;
            case RefreshResult.Older:
                break;
            case RefreshResult.LeftToAnother:
                RefreshLog.LeftToAnother(logger);
                break;
            case RefreshResult.Failed { Failure: var failure }:
                LogFailure(failure, Failures, isKnownRefusal, isPushed);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void LogUpdate(PayloadSnapshot snapshot)
    {
        var features = snapshot.Payload.FeatureKeys.Count;
        var (origin, content) = (snapshot.Place ?? snapshot.Origin.ToString(), snapshot.ContentHash[..DigitsOfContent]);
        if (snapshot.DateUpdated is { } date)
            RefreshLog.Updated(logger, features, origin, InstantText.Of(date), content);
        else
            RefreshLog.UpdatedWithoutDate(logger, features, origin, content);
        if (Interlocked.Exchange(ref _features, features) is > 0 and var before && features == 0)
            RefreshLog.WithoutFeatures(logger, snapshot.Origin, before);
    }

    private bool IsInitial(PayloadSnapshot current) => current.Origin == PayloadOrigin.Init && sourceOrigin is not (PayloadOrigin.Init or PayloadOrigin.Remote);

    /// <summary>Notes the date of an answer that is held; whether it is another one than that of the last answer.</summary>
    private bool IsNewDate(DateTimeOffset? date)
    {
        lock (_gate)
        {
            var isNew = _loggedDate != date;
            _loggedDate = date;
            return isNew;
        }
    }

    /// <summary>Whether no earlier failure of the outage was of this kind; a warning of another one would mislead.</summary>
    private bool IsNewKind(PayloadFailure failure)
    {
        lock (_gate)
            return _kindsOfOutage.Add((failure.Reason, failure.Status));
    }

    private void LogFailure(PayloadFailure failure, int failures, bool isKnownRefusal, bool isPushed)
    {
        if (failure.IsUnrecoverable && !isKnownRefusal)
            RefreshLog.Unrecoverable(logger, failure.Message);
        else if (!IsNewKind(failure) && failures > 1)
            RefreshLog.FailedAgain(logger, failures, failure.Reason, failure.Message);
        else if (isPushed)
            PayloadLog.NotTaken(logger, failure.Reason, failure.Message);
        else
            RefreshLog.Failed(logger, failure.Reason, Retry, failure.Message);
    }

    /// <summary>What retries a refresh, for the log.</summary>
    private string Retry => Mode switch
    {
        PayloadUpdateMode.Manual => IsWatched ? "a change of the source or RefreshAsync retries" : "RefreshAsync retries",
        PayloadUpdateMode.OnDemand when store.Current is not null => "a later user or health check retries",
        PayloadUpdateMode.OnDemand or PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming => "retrying",
    };
}
