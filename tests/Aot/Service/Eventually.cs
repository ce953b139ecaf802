using System.Diagnostics;

// Where the linked RedisServer looks for it too.
namespace GrowthBook.Client;

/// <summary>Waits for conditions that other threads and processes make true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);

    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            if (since.Elapsed > Patience)
                throw new TimeoutException($"not reached within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
