namespace GrowthBook.Client;

/// <summary>Permits <paramref name="burst"/> uses at once, then one per interval. Not thread-safe.</summary>
/// <param name="time">Measures the intervals.</param>
/// <param name="burst">The uses at once; 1 or more.</param>
/// <param name="interval">The time per use after the burst; more than zero.</param>
internal sealed class TokenBucket(TimeProvider time, int burst, TimeSpan interval)
{
    private readonly TimeSpan _full = TimeSpan.FromTicks(interval.Ticks * burst);

    /// <summary>The timestamp at which a whole burst is available again; <c>null</c> before the first use.</summary>
    private long? _fullAt;

    /// <summary>Counts one use if it is permitted now.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryTake()
    {
        var missing = _fullAt is { } full ? time.TimeUntil(full) : TimeSpan.Zero;
        if (missing + interval > _full)
            return false;
        _fullAt = time.TimestampAfter(missing + interval);
        return true;
    }

    /// <summary>Counts one use after a wait, at which no other is permitted.</summary>
    public void TakeAfter(TimeSpan wait) => _fullAt = time.TimestampAfter(wait + _full);
}
