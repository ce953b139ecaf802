namespace GrowthBook.Client;

/// <summary>Waiting by a time provider, where the platforms spell it differently.</summary>
internal static class TimeProviderExtensions
{
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(delay, time, cancellationToken);
#else
        time.Delay(delay, cancellationToken);
#endif

    /// <summary>A source that cancels after a time; never by <c>CancelAfter</c>, which does not know the time provider everywhere.</summary>
    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) =>
#if NET
        new(delay, time);
#else
        time.CreateCancellationTokenSource(delay);
#endif

    /// <summary>Stops waiting, but not the task, when cancelled; what the task throws afterwards interests nobody.</summary>
    public static Task<T> OrCancelled<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        Observe(task);
        return task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>Stops waiting, but not the task, when cancelled; what the task throws afterwards interests nobody.</summary>
    public static Task OrCancelled(this Task task, CancellationToken cancellationToken)
    {
        Observe(task);
        return task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private static void Observe(Task task) => task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
