namespace GrowthBook.Client.Tests;

/// <summary>Measures allocations of the current thread.</summary>
internal static class AllocatedBytes
{
    private const int Rounds = 5;

    private const int Calls = 400;

    /// <summary>
    /// The mean bytes of a call after a warm-up, in the round with the fewest: exact, because background work of the runtime can add to a
    /// round. What only some calls allocate counts too.
    /// </summary>
    public static long Of(Action call)
    {
        Repeat(call, Rounds * Calls);
        return Enumerable.Range(0, Rounds).Min(_ => Repeat(call, Calls) / Calls);
    }

    private static long Repeat(Action call, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
