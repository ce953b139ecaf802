using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>What came of the refreshes: how many failed in a row, when to ask again, and who is told.</summary>
internal sealed class RefreshJournal(
    PayloadStore store, PayloadOrigin sourceOrigin, UpdateDelays delays, TimeProvider time, ObserverCalls observer, ILogger logger)
{
    private readonly object _gate = new();
    private int _failures;
    private PayloadFailure? _lastFailure;
    private long _notBefore;

    /// <summary>Why the last refresh failed, not counting those left to another process; <c>null</c> when it did not.</summary>
    public PayloadFailure? LastFailure
    {
        get
        {
            lock (_gate)
                return _lastFailure;
        }
    }

    /// <summary>How many refreshes failed in a row, not counting those left to another process.</summary>
    public int Failures
    {
        get
        {
            lock (_gate)
                return _failures;
        }
    }

    /// <summary>What the wait before the next poll depends on.</summary>
    public PollState State
    {
        get
        {
            lock (_gate)
                return new PollState(_failures, store.Current is not null, _lastFailure is { IsUnrecoverable: true });
        }
    }

    /// <summary>Whether the payload in use is past its time to live or only stands in for the source's, and the last failure is long enough ago.</summary>
    public bool IsRefreshDue()
    {
        var now = time.GetUtcNow();
        return now.UtcTicks >= Volatile.Read(ref _notBefore)
            && (store.Current is not { } current || IsStandIn(current) || current.FreshnessAt(now) != PayloadFreshness.Fresh);
    }

    public void Record(RefreshResult result, TimeSpan duration)
    {
        var before = Failures;
        // What is left to another process says nothing about the source.
        if (result is not RefreshResult.LeftToAnother)
        {
            lock (_gate)
            {
                _lastFailure = (result as RefreshResult.Failed)?.Failure;
                _failures = _lastFailure is null ? 0 : _failures + 1;
            }
        }
        var isSettled = result is RefreshResult.Updated or RefreshResult.Unchanged;
        Volatile.Write(ref _notBefore, isSettled ? 0 : (time.GetUtcNow() + delays.BeforePoll(State)).UtcTicks);
        if (before > 0 && Failures == 0)
            PayloadLog.Recovered(logger, before);
        Log(result);
        observer.Refreshed(result, duration);
    }

    public void StoringForbidden() => PayloadLog.StoringForbidden(logger);

    public void Log(RefreshResult result)
    {
        switch (result)
        {
            case RefreshResult.Updated { Snapshot: var snapshot }:
                PayloadLog.Updated(logger, snapshot.Payload.FeatureKeys.Count, snapshot.Origin, snapshot.DateUpdated);
                break;
            case RefreshResult.Unchanged { Snapshot: var snapshot }:
                PayloadLog.Unchanged(logger, snapshot.Origin);
                break;
            case RefreshResult.Older older:
                PayloadLog.Older(logger, older.DateUpdated, older.Snapshot.DateUpdated);
                break;
            case RefreshResult.LeftToAnother:
                PayloadLog.LeftToAnother(logger);
                break;
            case RefreshResult.Failed { Failure: var failure }:
                LogFailure(failure, Failures);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private bool IsStandIn(PayloadSnapshot current) => current.Origin == PayloadOrigin.Init && sourceOrigin != PayloadOrigin.Init;

    private void LogFailure(PayloadFailure failure, int failures)
    {
        if (failures > 1)
            PayloadLog.FailedAgain(logger, failures, failure.Reason, failure.Message);
        else if (failure.IsUnrecoverable)
            PayloadLog.Unrecoverable(logger, failure.Message);
        else
            PayloadLog.Failed(logger, failure.Reason, failure.Message);
    }
}
