namespace GrowthBook.Client;

/// <summary>Stops waiting for a task without stopping the task. Later exceptions of the task are observed and ignored.</summary>
internal static class TaskWaiting
{
    /// <summary>Waits until the task ends or the token is cancelled.</summary>
    public static Task<T> OrCancelled<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        Observe(task);
        return task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>Waits until the task ends or the token is cancelled.</summary>
    public static Task OrCancelled(this Task task, CancellationToken cancellationToken)
    {
        Observe(task);
        return task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>Waits until the task ends, but not longer than the timeout, which is at most 49 days.</summary>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    public static Task<T> OrTimedOut<T>(this Task<T> task, TimeSpan timeout, TimeProvider time)
    {
        Observe(task);
        return task.WaitAsync(timeout, time, CancellationToken.None);
    }

    private static void Observe(Task task) => task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
