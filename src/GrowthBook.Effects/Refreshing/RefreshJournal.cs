using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Records refresh results: counts failures in a row, decides when the next refresh is due, logs and notifies the subscriber. Thread-safe.</summary>
internal sealed class RefreshJournal(
    PayloadStore store, PayloadOrigin sourceOrigin, PollDelays delays, TimeProvider time, GuardedSubscriber subscriber, ILogger logger)
{
    private readonly object _gate = new();
    private int _failures;
    private PayloadFailure? _lastFailure;
    private long _notBefore;

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

    /// <summary>The input for the wait before the next poll.</summary>
    public PollState State
    {
        get
        {
            lock (_gate)
                return new PollState(_failures, store.Current is not null, _lastFailure is { IsUnrecoverable: true });
        }
    }

    /// <summary>Whether the payload in use is past its time to live or is only the initial one, and the back-off after the last failure is over.</summary>
    public bool IsRefreshDue()
    {
        var now = time.GetUtcNow();
        return now.UtcTicks >= Volatile.Read(ref _notBefore)
            && (store.Current is not { } current || IsInitial(current) || current.FreshnessAt(now) != PayloadFreshness.Fresh);
    }

    /// <summary>Records the result of a refresh.</summary>
    public void Record(RefreshResult result, TimeSpan duration)
    {
        var before = Failures;
        // A refresh left to another process says nothing about the source.
        if (result is not RefreshResult.LeftToAnother)
        {
            lock (_gate)
            {
                _lastFailure = (result as RefreshResult.Failed)?.Failure;
                _failures = _lastFailure is null ? 0 : _failures + 1;
            }
        }
        var isSettled = result is RefreshResult.Updated or RefreshResult.Unchanged;
        Volatile.Write(ref _notBefore, isSettled ? 0 : (time.GetUtcNow() + delays.Next(State)).UtcTicks);
        if (before > 0 && Failures == 0)
            RefreshLog.Recovered(logger, before);
        Log(result);
        subscriber.Refreshed(result, duration);
    }

    public void StoringForbidden() => RefreshLog.StoringForbidden(logger);

    public void Log(RefreshResult result)
    {
        switch (result)
        {
            case RefreshResult.Updated { Snapshot: var snapshot }:
                RefreshLog.Updated(logger, snapshot.Payload.FeatureKeys.Count, snapshot.Origin, snapshot.DateUpdated);
                break;
            case RefreshResult.Unchanged { Snapshot: var snapshot }:
                RefreshLog.Unchanged(logger, snapshot.Origin);
                break;
            case RefreshResult.Older older:
                RefreshLog.Older(logger, older.DateUpdated, older.Snapshot.DateUpdated);
                break;
            case RefreshResult.LeftToAnother:
                RefreshLog.LeftToAnother(logger);
                break;
            case RefreshResult.Failed { Failure: var failure }:
                LogFailure(failure, Failures);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private bool IsInitial(PayloadSnapshot current) => current.Origin == PayloadOrigin.Init && sourceOrigin != PayloadOrigin.Init;

    private void LogFailure(PayloadFailure failure, int failures)
    {
        if (failures > 1)
            RefreshLog.FailedAgain(logger, failures, failure.Reason, failure.Message);
        else if (failure.IsUnrecoverable)
            RefreshLog.Unrecoverable(logger, failure.Message);
        else
            RefreshLog.Failed(logger, failure.Reason, failure.Message);
    }
}
