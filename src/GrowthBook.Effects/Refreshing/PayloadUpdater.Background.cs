using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>The start, and what runs behind it until disposal.</summary>
public sealed partial class PayloadUpdater
{
    private async Task<StartResult> BeginAsync()
    {
        // Watching begins before reading, so that no change falls between them.
        _background = Task.WhenAll(KeepRunningAsync("watching the source", WatchAsync), KeepRunningAsync("listening to the cache", ListenAsync));
        var result = await LoadFirstAsync().ConfigureAwait(false);
        _background = Task.WhenAll(_background, KeepRunningAsync("keeping fresh", KeepFreshAsync));
        return result;
    }

    /// <summary>Runs until disposal, also where a source or a cache of the application throws what it should not.</summary>
    private async Task KeepRunningAsync(string name, Func<Task> run)
    {
        while (true)
        {
            try
            {
                await run().ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                PayloadLog.BackgroundFailed(_logger, e, name);
                await _options.TimeProvider.DelayAsync(_delays.BeforeReconnect(null), _ended).ConfigureAwait(false);
            }
        }
    }

    private async Task<StartResult> LoadFirstAsync()
    {
        if (_options.InitialSource is { } initial)
            await new PayloadRefresh(initial, _store, null, _options, _journal, new StreamOffer()).RunAsync(_ended).ConfigureAwait(false);
        if (_cache is not null)
            await _cache.ReadAsync(_ended).ConfigureAwait(false);
        if (Current is { Origin: PayloadOrigin.Cache } cached)
        {
            var freshness = cached.FreshnessAt(_options.TimeProvider.GetUtcNow());
            if (freshness == PayloadFreshness.Revalidating)
                _ = _flight.Start();
            if (freshness is PayloadFreshness.Fresh or PayloadFreshness.Revalidating)
                return new StartResult(PayloadOrigin.Cache, FaultOf(cached));
        }
        return await _flight.RunAsync(_ended).ConfigureAwait(false) switch
        {
            RefreshResult.Updated { Snapshot: var snapshot } => new StartResult(snapshot.Origin, FaultOf(snapshot)),
            RefreshResult.Unchanged { Snapshot: var snapshot } => new StartResult(snapshot.Origin, FaultOf(snapshot)),
            RefreshResult.Older => Standing("what came is older than the payload in use"),
            RefreshResult.LeftToAnother => Standing("another process is refreshing"),
            RefreshResult.Failed { Failure: var failure } => Standing(failure.Message),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What there is to evaluate with although loading brought nothing.</summary>
    private StartResult Standing(string reason) => Current switch
    {
        null => new StartResult(PayloadOrigin.Error, reason),
        { Origin: PayloadOrigin.Cache } cached => new StartResult(
            cached.FreshnessAt(_options.TimeProvider.GetUtcNow()) == PayloadFreshness.Fresh ? PayloadOrigin.Cache : PayloadOrigin.Stale, reason),
        { } current => new StartResult(current.Origin, reason),
    };

    private static string? FaultOf(PayloadSnapshot snapshot) => snapshot.Fault?.ToString();

    private Task KeepFreshAsync() => _options.Mode switch
    {
        PayloadUpdateMode.Polling => PollAsync(_ended),
        PayloadUpdateMode.Streaming => StreamAsync(),
        PayloadUpdateMode.Manual or PayloadUpdateMode.OnDemand => Task.CompletedTask,
    };

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _options.TimeProvider.DelayAsync(_delays.BeforePoll(_journal.State), cancellationToken).ConfigureAwait(false);
            await _flight.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync()
    {
        var follower = new StreamFollower(_options, _delays, _refresh, _changes.Trigger, PollAsync, _observer);
        if (_refresh.IsOfferWanted)
            await _flight.RunAsync(_ended).ConfigureAwait(false);
        await follower.RunAsync(_ended).ConfigureAwait(false);
    }

    /// <summary>Refreshes when the source notices a change by itself.</summary>
    private async Task WatchAsync()
    {
        if (_source is IPayloadChanges changes)
            await changes.WatchAsync(_changes.Trigger, _ended).ConfigureAwait(false);
    }

    /// <summary>Reads the shared cache at once when another process wrote it.</summary>
    private async Task ListenAsync()
    {
        if (_guarded is not { IsShared: true } shared)
            return;
        IAsyncDisposable? subscription;
        while ((subscription = await shared.TrySubscribeAsync(_notices.Trigger, _ended).ConfigureAwait(false)) is null)
            await _options.TimeProvider.DelayAsync(_delays.BeforeReconnect(null), _ended).ConfigureAwait(false);
        try
        {
            _notices.Trigger();
            await Task.Delay(Timeout.Infinite, _ended).ConfigureAwait(false);
        }
        finally
        {
            await shared.ReleaseAsync(subscription).ConfigureAwait(false);
        }
    }

    private async Task RefreshAnewAsync()
    {
        await _flight.WhenIdleAsync().OrCancelled(_ended).ConfigureAwait(false);
        _refresh.Demand();
        await _flight.RunAsync(_ended).ConfigureAwait(false);
    }
}
