namespace GrowthBook.Client;

/// <summary>
/// Work that is done once for any number of callers: who comes while it runs shares it, and one who stops waiting
/// does not stop it.
/// </summary>
/// <param name="work">The work; it runs apart from its callers.</param>
internal sealed class SingleFlight<T>(Func<Task<T>> work)
{
    private readonly object _gate = new();
    private Task<T>? _running;

    /// <summary>The work that runs now, or else begins now.</summary>
    public Task<T> RunAsync(CancellationToken cancellationToken) => Start().OrCancelled(cancellationToken);

    /// <summary>Begins the work unless it runs, and does not wait for it.</summary>
    public Task<T> Start()
    {
        lock (_gate)
            return _running ??= Task.Run(DoAsync);
    }

    /// <summary>Waits until what runs now has ended, however it ends.</summary>
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
