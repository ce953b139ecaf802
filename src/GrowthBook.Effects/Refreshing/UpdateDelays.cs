namespace GrowthBook.Client;

/// <summary>How long to wait before the next attempt. Random shares keep the processes of a fleet apart.</summary>
/// <param name="interval">The interval between polls.</param>
/// <param name="random">Gives numbers from 0 inclusive to 1 exclusive.</param>
internal sealed class UpdateDelays(TimeSpan interval, Func<double> random)
{
    /// <summary>The longest wait after failures, except where the interval itself is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    /// <summary>How long to wait for a stream's server that did not say.</summary>
    public static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Before the next poll: the interval and up to a tenth of it; after n failures
    /// <c>min(interval * 2^(n-1) * (1 + random), 300 s)</c>. With nothing to evaluate with, from one second on instead.
    /// </summary>
    public TimeSpan BeforePoll(PollState state)
    {
        if (state.IsUnrecoverable)
            return Max(interval, Longest);
        if (state.Failures == 0)
            return Scale(interval, 1 + (random() / 10));
        var first = state.HasPayload ? interval : Min(interval, TimeSpan.FromSeconds(1));
        return Min(Scale(first, Power(2, state.Failures - 1) * (1 + random())), Max(interval, Longest));
    }

    /// <summary>Before a stream that ended is opened again: what the server asked for and up to a quarter of it, from 1 to 300 seconds.</summary>
    public TimeSpan BeforeReconnect(TimeSpan? retry) =>
        Min(Scale(Max(retry ?? DefaultRetry, ShortestRetry), 1 + (random() / 4)), Longest);

    /// <summary>
    /// Before a stream that failed is opened again: as after its end for up to three errors in a row, then
    /// <c>min(1 s * 3^(errors-3) * (1 + random), 300 s)</c>.
    /// </summary>
    public TimeSpan AfterStreamErrors(int errors, TimeSpan? retry) =>
        errors <= 3
            ? BeforeReconnect(retry)
            : Min(Scale(TimeSpan.FromSeconds(1), Power(3, errors - 3) * (1 + random())), Longest);

    private static double Power(int number, int exponent) => Math.Pow(number, Math.Min(exponent, 30));

    private static TimeSpan Scale(TimeSpan time, double factor) =>
        time.Ticks * factor < TimeSpan.FromDays(30).Ticks ? TimeSpan.FromTicks((long)(time.Ticks * factor)) : TimeSpan.FromDays(30);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

/// <summary>What the wait before the next poll depends on.</summary>
/// <param name="Failures">How many refreshes failed in a row.</param>
/// <param name="HasPayload">Whether there is a payload to evaluate with.</param>
/// <param name="IsUnrecoverable">Whether the server says that trying again will never help.</param>
internal readonly record struct PollState(int Failures, bool HasPayload, bool IsUnrecoverable);
