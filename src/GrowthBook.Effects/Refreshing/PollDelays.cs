namespace GrowthBook.Client;

/// <summary>Waits between polls.</summary>
/// <param name="interval">The interval between polls.</param>
/// <param name="random">Gives random numbers from 0 inclusive to 1 exclusive.</param>
internal sealed class PollDelays(TimeSpan interval, Func<double> random)
{
    private static readonly TimeSpan FirstRetryWithoutPayload = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The wait before the next poll: the interval, or the payload's lifetime if that is shorter, plus up to a tenth of it; after n failures
    /// <c>min(interval * 2^(n-1) * (1 + random), 300 s)</c>. Without a payload, the series starts at one second. The wait is
    /// extended to the server's <c>Retry-After</c> plus up to a tenth of it.
    /// </summary>
    public TimeSpan Next(PollState state) => BackOff.Max(AfterResult(state), BackOff.WithJitter(state.Pause, random() / 10));

    private TimeSpan AfterResult(PollState state)
    {
        if (state.IsUnrecoverable)
            return BackOff.Max(interval, BackOff.Longest);
        var usual = BackOff.Min(interval, state.Lifetime ?? interval);
        if (state.Failures == 0)
            return BackOff.WithJitter(usual, random() / 10);
        var first = state.HasPayload ? usual : BackOff.Min(usual, FirstRetryWithoutPayload);
        return BackOff.Min(BackOff.Exponential(first, 2, state.Failures - 1, random()), BackOff.Max(interval, BackOff.Longest));
    }
}

/// <summary>The input for the wait before the next poll.</summary>
/// <param name="Failures">The number of refreshes that failed in a row.</param>
/// <param name="HasPayload">Whether a payload is in use.</param>
/// <param name="IsUnrecoverable">Whether the server says that retrying does not help.</param>
/// <param name="Pause">The rest of the server's <c>Retry-After</c>; zero without one.</param>
/// <param name="Lifetime">How long the payload in use is fresh, where that decides when to refresh; otherwise <c>null</c>.</param>
internal readonly record struct PollState(int Failures, bool HasPayload, bool IsUnrecoverable, TimeSpan Pause, TimeSpan? Lifetime);
