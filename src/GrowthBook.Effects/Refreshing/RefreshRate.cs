namespace GrowthBook.Client;

/// <summary>
/// Limits what events of a stream cause, such as refreshes: <see cref="Burst"/> at once, then one per <see cref="Interval"/> plus up to as
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

    private readonly TokenBucket _bucket = new(time, Burst, Interval);

    /// <summary>Counts one refresh, and waits until it may start.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when the refresh may start.</returns>
    public Task WaitAsync(CancellationToken cancellationToken) => time.DelayAsync(Next(), cancellationToken);

    /// <summary>Counts one refresh. The next call follows the wait.</summary>
    /// <returns>The wait before the refresh; zero or more.</returns>
    public TimeSpan Next()
    {
        if (_bucket.TryTake())
            return TimeSpan.Zero;
        var wait = BackOff.WithJitter(Interval, random());
        _bucket.TakeAfter(wait);
        return wait;
    }
}
