namespace GrowthBook.Client;

/// <summary>
/// Work that is done after a trigger, once for all triggers that came since it last began. A trigger during the work
/// makes it run once more.
/// </summary>
/// <param name="work">The work; throws for nothing but cancellation.</param>
internal sealed class Coalesced(Func<Task> work)
{
    private readonly object _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isWanted;

    public void Trigger()
    {
        lock (_gate)
        {
            _isWanted = true;
            if (_isRunning)
                return;
            _isRunning = true;
            _running = Task.Run(DoAsync);
        }
    }

    /// <summary>Waits until nothing is to be done any more, however that came.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
            return Task.WhenAny(_running);
    }

    private async Task DoAsync()
    {
        try
        {
            while (IsWanted())
                await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed: nothing is wanted any more, and _isRunning stays, so that nothing begins.
        }
    }

    private bool IsWanted()
    {
        lock (_gate)
        {
            var isWanted = _isWanted;
            _isWanted = false;
            _isRunning = isWanted;
            return isWanted;
        }
    }
}
