namespace GrowthBook.Client;

/// <summary>Waiting by a time provider, where the platforms spell it differently.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The longest wait that timers take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>A task that ends after a time, or is cancelled; at once for a time of zero or below.</summary>
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
            return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
#if NET
        return Task.Delay(AtMost(delay), time, cancellationToken);
#else
        return time.Delay(AtMost(delay), cancellationToken);
#endif
    }

    /// <summary>A source that cancels after a time; never by <c>CancelAfter</c>, which does not know the time provider everywhere.</summary>
    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) =>
#if NET
        new(AtMost(delay), time);
#else
        time.CreateCancellationTokenSource(AtMost(delay));
#endif

    /// <summary>
    /// Waits until a task ends, but after a cancellation only <paramref name="grace"/> longer, in which a task that
    /// heeds the cancellation can say how far it got.
    /// </summary>
    /// <returns>Whether the task has ended.</returns>
    public static async Task<bool> EndsAsync(this Task task, TimeProvider time, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            await Task.WhenAny(task).ConfigureAwait(false);
            return true;
        }
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        if (!task.IsCompleted)
        {
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(task, time.DelayAsync(grace, ended.Token)).ConfigureAwait(false);
            ended.Cancel();
        }
        return task.IsCompleted;
    }

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

    /// <summary>Stops waiting, but not the task, after a time of at most 49 days; what the task throws afterwards interests nobody.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static Task<T> OrTimedOut<T>(this Task<T> task, TimeSpan timeout, TimeProvider time)
    {
        Observe(task);
        return task.WaitAsync(timeout, time, CancellationToken.None);
    }

    private static TimeSpan AtMost(TimeSpan delay) => delay > Longest ? Longest : delay;

    private static void Observe(Task task) => task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
