namespace GrowthBook.Client.Tests;

/// <summary>Measures allocations of the current thread.</summary>
internal static class AllocatedBytes
{
    private const int Calls = 2000;

    /// <summary>The mean bytes of a call after a warm-up, so that what only some calls allocate counts too.</summary>
    public static long Of(Action call)
    {
        Repeat(call, Calls);
        return Repeat(call, Calls) / Calls;
    }

    /// <summary>The mean bytes of a call in the round with the fewest: exact, because background work of the runtime can add to a round.</summary>
    public static long LeastOf(Action call) => Enumerable.Range(0, 5).Min(_ => Repeat(call, Calls / 10) / (Calls / 10));

    private static long Repeat(Action call, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
