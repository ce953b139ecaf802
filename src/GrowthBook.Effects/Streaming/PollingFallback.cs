namespace GrowthBook.Client;

/// <summary>Work that runs in the place of other work: it can be started and stopped again, any number of times, by one caller.</summary>
/// <param name="run">The work, which runs until it is cancelled.</param>
internal sealed class StandIn(Func<CancellationToken, Task> run)
{
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <summary>Starts, unless it runs.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        if (_stop is not null)
            return;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = _stop.Token;
        _running = Task.Run(() => run(token), CancellationToken.None);
    }

    /// <summary>Stops, if it runs, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_stop is not { } stop)
            return;
        stop.Cancel();
        await Task.WhenAny(_running).ConfigureAwait(false);
        stop.Dispose();
        _stop = null;
    }
}
