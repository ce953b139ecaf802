using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>
/// Keeps a stream open: waits for the server's offer, reconnects with back-off, refreshes after each connect to catch up
/// with missed events, and polls while the stream is down.
/// </summary>
internal sealed class StreamFollower(PayloadStream stream, IStreamTarget target, ReconnectDelays delays, TimeProvider time, GuardedLogger logger)
{
    private readonly PollingFallback _polling = new(target.PollAsync);
    private int _errors;
    private bool _wasOpen;
    private bool _hasEnded;

    /// <summary>The retry time of the most recent response that named one.</summary>
    private TimeSpan? _retry;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="requiresOffer">Whether to wait for the server's offer before the first connect.</param>
    /// <param name="cancellationToken">Closes the stream.</param>
    public async Task RunAsync(bool requiresOffer, CancellationToken cancellationToken)
    {
        try
        {
            if (requiresOffer)
                await WaitForOfferAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                target.StreamChanged(StreamState.Connecting);
                var end = await stream.FollowAsync(e => HandleAsync(e, cancellationToken), cancellationToken).ConfigureAwait(false);
                var wait = AfterEnd(end, cancellationToken);
                await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await _polling.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task WaitForOfferAsync(CancellationToken cancellationToken)
    {
        if (target.StreamOffered.IsCompleted)
            return;
        target.StreamChanged(StreamState.NotOffered);
        StreamLog.NotOffered(logger);
        _polling.Start(cancellationToken);
        await target.StreamOffered.OrCancelled(cancellationToken).ConfigureAwait(false);
    }

    private async Task HandleAsync(StreamEvent e, CancellationToken cancellationToken)
    {
        _errors = 0;
        switch (e)
        {
            case StreamEvent.Opened:
                await _polling.StopAsync().ConfigureAwait(false);
                target.StreamChanged(StreamState.Open);
                if (_hasEnded)
                    StreamLog.OpenedAgain(logger);
                else
                    StreamLog.Opened(logger);
                (_wasOpen, _hasEnded) = (true, false);
                // Event ids restart with the server, so only the features endpoint has the missed changes.
                target.RequestRefresh();
                break;
            case StreamEvent.Payload payload:
                await target.TakeAsync(payload.Json, cancellationToken).ConfigureAwait(false);
                break;
            case StreamEvent.Changed:
                target.RequestRefresh();
                break;
            case StreamEvent.Other:
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Handles the end of a connection.</summary>
    /// <returns>The wait before the next connect.</returns>
    private TimeSpan AfterEnd(StreamEnd end, CancellationToken cancellationToken)
    {
        _retry = end.Retry ?? _retry;
        switch (end)
        {
            case StreamEnd.Clean:
                _errors = 0;
                (_wasOpen, _hasEnded) = (false, true);
                var pause = delays.AfterEnd(_retry);
                StreamLog.Ended(logger, pause);
                target.StreamChanged(StreamState.Reconnecting);
                return pause;
            case StreamEnd.Broken { Failure: var failure }:
                _errors++;
                var wait = failure.IsUnrecoverable ? BackOff.Longest : delays.AfterErrors(_errors, _retry, failure.RetryAfter);
                Log(failure, wait);
                target.StreamChanged(StreamState.Down);
                // The first poll comes after the interval, and what the broken stream had to deliver may be lost.
                if (_wasOpen)
                    target.RequestRefresh();
                (_wasOpen, _hasEnded) = (false, false);
                _polling.Start(cancellationToken);
                return wait;
            default:
                throw new UnreachableException();
        }
    }

    private void Log(PayloadFailure failure, TimeSpan wait)
    {
        if (failure.IsUnrecoverable)
            StreamLog.Unrecoverable(logger, wait, failure.Message);
        else if (_errors == 1)
            StreamLog.Failed(logger, failure.Reason, wait, failure.Message);
        else
            StreamLog.FailedAgain(logger, _errors, failure.Reason, wait, failure.Message);
    }
}
