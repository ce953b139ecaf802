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

    /// <summary>The operation that starts after the one in progress; <c>null</c> if there is none.</summary>
    private Task<T>? _next;
    private Action? _preparation;

    /// <summary>Waits for the operation in progress, or starts one.</summary>
    public Task<T> RunAsync(CancellationToken cancellationToken) => Start().OrCancelled(cancellationToken);

    /// <summary>Starts the operation unless it is running, without waiting for it.</summary>
    public Task<T> Start()
    {
        lock (_gate)
            return _running ??= Detached.Run(DoAsync);
    }

    /// <summary>
    /// Starts the operation after the one in progress has ended, and waits for it. Callers that come during the one in progress share the next
    /// one.
    /// </summary>
    /// <param name="prepare">Called before the start; no other start happens in between.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public Task<T> RunAfterwardsAsync(Action prepare, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _preparation += prepare;
            var operation = _running is null && _next is null ? StartNext() : _next ??= Detached.Run(StartNextAsync);
            return operation.OrCancelled(cancellationToken);
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

    private async Task<T> StartNextAsync()
    {
        while (true)
        {
            await WhenIdleAsync().ConfigureAwait(false);
            Task<T>? started = null;
            lock (_gate)
            {
                if (_running is null)
                    started = StartNext();
            }
            if (started is not null)
                return await started.ConfigureAwait(false);
        }
    }

    private Task<T> StartNext()
    {
        _preparation!();
        (_preparation, _next) = (null, null);
        return Start();
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
