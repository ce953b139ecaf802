using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Waits that advance a test's clock. Their deadline ends a test that hangs.</summary>
internal static class Wait
{
    /// <summary>Waits until a condition holds, advancing the clock.</summary>
    public static async Task Until(Func<bool> condition, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        var rounds = 0;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the condition was not met within two minutes");
            time?.Advance(TimeSpan.FromSeconds(stepInSeconds));
            if (++rounds % 8 == 0)
                await Task.Delay(1);
            else
                await Task.Yield();
        }
    }

    /// <summary>Waits until a task ends, advancing the clock.</summary>
    /// <returns>The task's result.</returns>
    public static async Task<T> For<T>(Task<T> task, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        await Until(() => task.IsCompleted, time, stepInSeconds);
        return await task;
    }

    /// <summary>Waits until a task ends, advancing the clock.</summary>
    public static async Task For(Task task, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        await Until(() => task.IsCompleted, time, stepInSeconds);
        await task;
    }
}
