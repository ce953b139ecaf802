namespace GrowthBook.Client;

/// <summary>
/// Runs one operation at a time and shares its result among the callers that arrive while it runs. A caller that stops
/// waiting does not stop the operation. Thread-safe.
/// </summary>
/// <param name="work">The operation; it runs on the thread pool, without the ambient values of its callers.</param>
internal sealed class SingleFlight<T>(Func<Task<T>> work)
{
    private readonly object _gate = new();
    private Task<T>? _running;

    /// <summary>Waits for the operation in progress, or starts one.</summary>
    public Task<T> RunAsync(CancellationToken cancellationToken) => Start().OrCancelled(cancellationToken);

    /// <summary>Starts the operation unless it is running, without waiting for it.</summary>
    public Task<T> Start()
    {
        lock (_gate)
            return _running ??= Detached.Run(DoAsync);
    }

    /// <summary>Starts the operation after the one in progress has ended, and waits for it.</summary>
    /// <param name="prepare">Called before the start; no other start happens in between.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<T> RunAfterwardsAsync(Action prepare, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<T>? started = null;
            lock (_gate)
            {
                if (_running is null)
                {
                    prepare();
                    started = Start();
                }
            }
            if (started is not null)
                return await started.OrCancelled(cancellationToken).ConfigureAwait(false);
            await WhenIdleAsync().OrCancelled(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the operation in progress has ended, whether it succeeds or fails.</summary>
    public async Task WhenIdleAsync()
    {
        Task? running;
        lock (_gate)
            running = _running;
        if (running is not null)
            await Task.WhenAny(running).ConfigureAwait(false);
    }

    private async Task<T> DoAsync()
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _running = null;
        }
    }
}
