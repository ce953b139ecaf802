namespace GrowthBook.Client;

/// <summary>Waits that a time provider measures, on .NET and on .NET Standard 2.0.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The longest wait that timers support.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>A task that ends after a delay or is cancelled; it ends at once if the delay is not positive.</summary>
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

    /// <summary>The timestamp after a delay.</summary>
    public static long TimestampAfter(this TimeProvider time, TimeSpan delay) =>
        time.GetTimestamp() + (long)(delay.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>The time until a timestamp; zero if it has passed.</summary>
    public static TimeSpan TimeUntil(this TimeProvider time, long timestamp)
    {
        var rest = time.GetElapsedTime(time.GetTimestamp(), timestamp);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>A source that cancels after a delay. Its own <c>CancelAfter</c> ignores the time provider on some platforms.</summary>
    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) =>
#if NET
        new(AtMost(delay), time);
#else
        time.CreateCancellationTokenSource(AtMost(delay));
#endif

    /// <summary>
    /// Waits until a task ends. After a cancellation it waits only <paramref name="grace"/> longer, so that a task that
    /// observes the cancellation can report its progress.
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

    private static TimeSpan AtMost(TimeSpan delay) => delay > Longest ? Longest : delay;
}
