namespace GrowthBook.Client;

/// <summary>
/// Calls code of an application that may block its thread. At most <see cref="MaxThreads"/> calls hold a thread at once, each until it
/// returns its task; further calls wait for a thread without holding one, so that the thread pool stays usable. Thread-safe.
/// </summary>
internal sealed class BlockingCalls
{
    /// <summary>The number of threads that calls may hold: one per processor, and 4 at least.</summary>
    public static readonly int MaxThreads = Math.Max(4, Environment.ProcessorCount);

    private readonly TaskFactory _factory = new(
        CancellationToken.None,
        // The code called sees the scheduler of the thread pool: otherwise its own continuations would wait for these threads.
        TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler,
        TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, MaxThreads).ConcurrentScheduler);

    /// <summary>Makes a call on the thread pool, without the caller's ambient values.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The result of the call.</returns>
    public Task<T> Run<T>(Func<Task<T>> call) => Detached.Start(static start => start.Factory.StartNew(start.Call).Unwrap(), (Factory: _factory, Call: call));
}
