namespace GrowthBook.Client.Tests;

/// <summary>Waits until other threads have made a condition true. Its deadline ends a test that hangs.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(condition, () => what);

    public static async Task TrueAsync(Func<bool> condition, Func<string> what)
    {
        var end = DateTime.UtcNow + Deadline;
        while (!condition())
        {
            if (DateTime.UtcNow > end)
                Assert.Fail($"not reached within {Deadline.TotalSeconds} s: {what()}");
            await Task.Delay(5);
        }
    }
}
