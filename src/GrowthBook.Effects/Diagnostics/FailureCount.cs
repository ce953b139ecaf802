namespace GrowthBook.Client;

/// <summary>
/// Counts failures, and picks those that are logged: the 1st, 2nd, 4th, 8th and so on, so that what fails all the
/// time does not fill the log.
/// </summary>
internal sealed class FailureCount
{
    private long _count;

    public long Value => Interlocked.Read(ref _count);

    /// <summary>Counts failures.</summary>
    /// <param name="failures">How many, at least 1.</param>
    /// <param name="total">How many there were by now.</param>
    /// <returns>Whether to log.</returns>
    public bool Add(int failures, out long total)
    {
        total = Interlocked.Add(ref _count, failures);
        var before = total - failures;
        return before == 0 || HighestBit(before) != HighestBit(total);
    }

    private static int HighestBit(long value)
    {
        var bit = 0;
        for (; value > 1; value >>= 1)
            bit++;
        return bit;
    }
}
