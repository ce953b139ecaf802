using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Keeps a stream open: opens it when the server offers one, waits after its end and longer after errors, catches up
/// with what was missed, and has polling take its place while it is down.
/// </summary>
internal sealed class StreamFollower(
    PayloadUpdaterOptions options, UpdateDelays delays, PayloadRefresh refresh, Action refreshSoon, Func<CancellationToken, Task> poll, ObserverCalls observer)
{
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger(StreamLog.Category);
    private readonly StandIn _polling = new(poll);
    private int _errors;

    /// <summary>When the server last asked to be asked again: an answer that does not say, or does not come, leaves it.</summary>
    private TimeSpan? _retry;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForOfferAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                observer.StreamChanged(StreamState.Connecting);
                var end = await options.Stream!.FollowAsync(e => HandleAsync(e, cancellationToken), cancellationToken).ConfigureAwait(false);
                var wait = AfterEnd(end, cancellationToken);
                await options.TimeProvider.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await _polling.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task WaitForOfferAsync(CancellationToken cancellationToken)
    {
        if (options.StreamWithoutOffer || refresh.StreamOffer.IsCompleted)
            return;
        observer.StreamChanged(StreamState.NotOffered);
        StreamLog.NotOffered(_logger);
        _polling.Start(cancellationToken);
        await refresh.StreamOffer.OrCancelled(cancellationToken).ConfigureAwait(false);
    }

    private async Task HandleAsync(StreamEvent e, CancellationToken cancellationToken)
    {
        _errors = 0;
        switch (e)
        {
            case StreamEvent.Opened:
                await _polling.StopAsync().ConfigureAwait(false);
                observer.StreamChanged(StreamState.Open);
                StreamLog.Opened(_logger);
                // Ids of events begin anew with the server, so only the features endpoint knows what was missed.
                refreshSoon();
                break;
            case StreamEvent.Payload payload:
                await refresh.TakeAsync(payload.Json, cancellationToken).ConfigureAwait(false);
                break;
            case StreamEvent.Changed:
                refreshSoon();
                break;
            case StreamEvent.Other:
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>What an end means: how long to wait, and whether polling begins.</summary>
    private TimeSpan AfterEnd(StreamEnd end, CancellationToken cancellationToken)
    {
        _retry = end.Retry ?? _retry;
        switch (end)
        {
            case StreamEnd.Clean:
                _errors = 0;
                var pause = delays.BeforeReconnect(_retry);
                StreamLog.Ended(_logger, pause);
                observer.StreamChanged(StreamState.Reconnecting);
                return pause;
            case StreamEnd.Broken { Failure: var failure }:
                _errors++;
                var wait = failure.IsUnrecoverable ? UpdateDelays.Longest : delays.AfterStreamErrors(_errors, _retry);
                Log(failure, wait);
                observer.StreamChanged(StreamState.Down);
                _polling.Start(cancellationToken);
                return wait;
            default:
                throw new UnreachableException();
        }
    }

    private void Log(PayloadFailure failure, TimeSpan wait)
    {
        if (failure.IsUnrecoverable)
            StreamLog.Unrecoverable(_logger, wait, failure.Message);
        else if (_errors == 1)
            StreamLog.Failed(_logger, failure.Reason, wait, failure.Message);
        else
            StreamLog.FailedAgain(_logger, _errors, failure.Reason, wait, failure.Message);
    }
}
