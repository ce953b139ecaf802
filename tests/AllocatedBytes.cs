namespace GrowthBook;

/// <summary>
/// Measures allocations of the current thread. A collection adds what is left of the thread's allocation buffer, up to 8 KiB, so that
/// a small number is the least of several rounds.
/// </summary>
internal static class AllocatedBytes
{
    private const int Rounds = 5;

    /// <summary>From here on the remainder of a buffer is less than one percent.</summary>
    private const long Large = 1 << 20;

    /// <summary>
    /// The mean bytes of a call after a warm-up, rounded up, in the round with the fewest. What only some of the calls allocate counts too.
    /// </summary>
    public static long Of(Action call, int calls = 400)
    {
        Repeat(call, Rounds * calls);
        return Enumerable.Range(0, Rounds).Min(_ => (During(() => Repeat(call, calls)) + calls - 1) / calls);
    }

    /// <summary>The bytes of one call after all static data is made: for calls that are too slow for <see cref="Of"/>.</summary>
    public static long OfOne(Action call)
    {
        var least = Math.Min(During(call), During(call));
        for (var round = 2; round < Rounds && least is > 0 and < Large; round++)
            least = Math.Min(least, During(call));
        return least;
    }

    /// <summary>The bytes of one call, which may be its first: for large numbers.</summary>
    public static long During(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Action call, int times)
    {
        for (var i = 0; i < times; i++)
            call();
    }
}
