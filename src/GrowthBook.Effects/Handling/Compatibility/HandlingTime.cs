namespace GrowthBook.Client;

/// <summary>Waiting by a <see cref="TimeProvider"/>, the same on both targets.</summary>
internal static class HandlingTime
{
    /// <summary>The longest wait that timers take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>A task that ends after a time, or is cancelled; at once for a time of zero or below.</summary>
    public static Task DelayAsync(TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
            return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
        if (delay > Longest)
            delay = Longest;
#if NET
        return Task.Delay(delay, time, cancellationToken);
#else
        return time.Delay(delay, cancellationToken);
#endif
    }

    /// <summary>A source that is cancelled after a time.</summary>
    public static CancellationTokenSource CancelAfter(TimeProvider time, TimeSpan delay)
    {
        if (delay > Longest)
            delay = Longest;
#if NET
        return new CancellationTokenSource(delay, time);
#else
        return time.CreateCancellationTokenSource(delay);
#endif
    }

    /// <summary>
    /// Waits until a task ends, but after a cancellation only <paramref name="grace"/> longer, in which a task that
    /// heeds the cancellation can say how far it got.
    /// </summary>
    /// <returns>Whether the task has ended.</returns>
    public static async Task<bool> EndsAsync(Task task, TimeProvider time, TimeSpan grace, CancellationToken cancellationToken)
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
            await Task.WhenAny(task, DelayAsync(time, grace, ended.Token)).ConfigureAwait(false);
            ended.Cancel();
        }
        return task.IsCompleted;
    }
}
