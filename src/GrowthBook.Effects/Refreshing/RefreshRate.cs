namespace GrowthBook.Client;

/// <summary>
/// Limits the refreshes that events of a stream request: <see cref="Burst"/> at once, then one per <see cref="Interval"/> plus up to as
/// much again at random, for any number of events. Not thread-safe.
/// </summary>
/// <param name="time">Measures the waits.</param>
/// <param name="random">Gives random numbers from 0 inclusive to 1 exclusive.</param>
internal sealed class RefreshRate(TimeProvider time, Func<double> random)
{
    /// <summary>The number of refreshes that need not wait: 4.</summary>
    public const int Burst = 4;

    /// <summary>The shortest time per refresh after the burst: 1 second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Full = TimeSpan.FromTicks(Interval.Ticks * Burst);

    /// <summary>The timestamp at which a whole burst is available again, one refresh per interval; <c>null</c> before the first one.</summary>
    private long? _fullAt;

    /// <summary>Counts one refresh, and waits until it may start.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when the refresh may start.</returns>
    public Task WaitAsync(CancellationToken cancellationToken) => time.DelayAsync(Next(), cancellationToken);

    /// <summary>Counts one refresh. The next call follows the wait.</summary>
    /// <returns>The wait before the refresh; zero or more.</returns>
    public TimeSpan Next()
    {
        var missing = _fullAt is { } full ? time.TimeUntil(full) : TimeSpan.Zero;
        if (missing + Interval <= Full)
        {
            _fullAt = time.TimestampAfter(missing + Interval);
            return TimeSpan.Zero;
        }
        var wait = BackOff.WithJitter(Interval, random());
        _fullAt = time.TimestampAfter(wait + Full);
        return wait;
    }
}
