namespace GrowthBook.Client;

/// <summary>Polls while there is no open stream. It can be started and stopped repeatedly, by one caller at a time.</summary>
/// <param name="poll">Polls until it is cancelled.</param>
internal sealed class PollingFallback(Func<CancellationToken, Task> poll)
{
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <summary>Starts polling unless it is running.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        if (_stop is not null)
            return;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = _stop.Token;
        _running = Detached.Run(() => poll(token));
    }

    /// <summary>Stops polling if it is running, and waits until it has ended.</summary>
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
