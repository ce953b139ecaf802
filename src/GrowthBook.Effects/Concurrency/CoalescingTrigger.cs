namespace GrowthBook.Client;

/// <summary>
/// Runs an operation after a trigger, once for all triggers since its last start. A trigger while the operation runs
/// starts it once more. It runs on the thread pool, without the ambient values of its triggers. Thread-safe.
/// </summary>
/// <param name="work">The operation; it throws only for a cancellation, which ends the trigger.</param>
internal sealed class CoalescingTrigger(Func<Task> work)
{
    private readonly object _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isTriggered;

    /// <summary>Requests a run.</summary>
    public void Trigger()
    {
        lock (_gate)
        {
            _isTriggered = true;
            if (_isRunning)
                return;
            _isRunning = true;
            _running = Detached.Run(DoAsync);
        }
    }

    /// <summary>Waits until no run is in progress or requested, whether runs succeed or fail.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
            return Task.WhenAny(_running);
    }

    private async Task DoAsync()
    {
        try
        {
            while (TakeTrigger())
                await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed: _isRunning stays set, so that no later trigger starts a run.
        }
    }

    private bool TakeTrigger()
    {
        lock (_gate)
        {
            var isTriggered = _isTriggered;
            _isTriggered = false;
            _isRunning = isTriggered;
            return isTriggered;
        }
    }
}
