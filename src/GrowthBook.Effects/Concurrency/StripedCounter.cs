namespace GrowthBook.Client;

/// <summary>
/// Counts in several cache lines, so that threads that count at the same time do not wait for each other. Exact and thread-safe.
/// </summary>
internal sealed class StripedCounter
{
    /// <summary>A power of two.</summary>
    private const int Stripes = 16;

    /// <summary>The distance of two counts: 128 bytes, two cache lines, because processors fetch lines in pairs.</summary>
    private const int Spacing = 16;

    /// <summary>One spacing more than there are stripes: the first separates the counts from the array's header.</summary>
    private readonly long[] _counts = new long[(Stripes + 1) * Spacing];

    /// <summary>The sum over all threads. It takes in every increment that happened before the call.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = 1; i <= Stripes; i++)
                sum += Interlocked.Read(ref _counts[i * Spacing]);
            return sum;
        }
    }

    public void Increment() => Interlocked.Increment(ref _counts[((Environment.CurrentManagedThreadId & (Stripes - 1)) + 1) * Spacing]);
}
