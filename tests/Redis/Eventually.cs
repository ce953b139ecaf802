using System.Diagnostics;

namespace GrowthBook.Client.Redis.Tests;

internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Task Holds(Func<bool> condition, string what, TimeSpan? patience = null) =>
        Holds(() => Task.FromResult(condition()), what, patience);

    public static async Task Holds(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (patience ?? Patience))
                Assert.Fail($"did not happen within {patience ?? Patience}: {what}");
            await Task.Delay(10);
        }
    }
}
