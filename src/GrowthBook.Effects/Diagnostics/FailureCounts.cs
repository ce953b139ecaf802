using System.Collections.Concurrent;

namespace GrowthBook.Client;

/// <summary>
/// Counts failures per reason, so that a frequent reason neither keeps a rare one out of the log nor adds to its number. Of each reason the
/// 1st, 2nd, 4th, 8th and so on is logged. Reasons beyond <see cref="Capacity"/> share a count. Thread-safe.
/// </summary>
/// <typeparam name="TReason">What tells reasons apart. Each keeps a count, so it has no text that differs from call to call.</typeparam>
internal sealed class FailureCounts<TReason>
    where TReason : notnull
{
    /// <summary>The number of reasons with a count of their own.</summary>
    public const int Capacity = 100;

    private readonly ConcurrentDictionary<TReason, FailureCount> _counts = new();
    private readonly FailureCount _others = new();
    private long _all;
    private int _reasons;

    /// <summary>The number of failures of all reasons.</summary>
    public long Value => Interlocked.Read(ref _all);

    /// <summary>Counts a failure.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="total">How many failures had this reason by now.</param>
    /// <returns>Whether to log.</returns>
    public bool Add(TReason reason, out long total)
    {
        Interlocked.Increment(ref _all);
        return CountOf(reason).Add(1, out total);
    }

    private FailureCount CountOf(TReason reason)
    {
        if (_counts.TryGetValue(reason, out var known))
            return known;
        if (Interlocked.Increment(ref _reasons) > Capacity)
        {
            Interlocked.Decrement(ref _reasons);
            return _others;
        }
        var added = new FailureCount();
        var count = _counts.GetOrAdd(reason, added);
        if (!ReferenceEquals(count, added)) // another thread was first
            Interlocked.Decrement(ref _reasons);
        return count;
    }
}
