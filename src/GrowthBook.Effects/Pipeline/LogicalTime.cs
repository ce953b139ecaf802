namespace GrowthBook.Client;

/// <summary>
/// A Lamport clock per thread: orders what one thread does, and what threads do before and after they add an effect to the same
/// memory, without a counter that threads share.
/// </summary>
internal static class LogicalTime
{
    [ThreadStatic]
    private static long _now;

    /// <summary>Returns a time after every other one that the thread got and after <paramref name="other"/>.</summary>
    public static long After(long other) => _now = Math.Max(_now, other) + 1;
}
