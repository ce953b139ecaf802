namespace GrowthBook.Client;

/// <summary>Waits before a stream is opened again.</summary>
/// <param name="random">Gives random numbers from 0 inclusive to 1 exclusive.</param>
internal sealed class ReconnectDelays(Func<double> random)
{
    /// <summary>The wait if the server names none: 10 seconds.</summary>
    public static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The wait after the server ended the stream: from one second up to the server's retry time, which is at most 300 seconds.
    /// The streams of a fleet that end together thus open one after another, and not after a time in which all miss a change.
    /// </summary>
    public TimeSpan AfterEnd(TimeSpan? retry)
    {
        var longest = BackOff.Min(BackOff.Max(retry ?? DefaultRetry, ShortestRetry), BackOff.Longest);
        return longest - TimeSpan.FromTicks((long)((longest - ShortestRetry).Ticks * random()));
    }

    /// <summary>
    /// The wait after the stream failed: the server's retry time plus up to a quarter of it, from 1 to 300 seconds, for up to three
    /// errors in a row, then <c>min(1 s * 3^(errors-3) * (1 + random), 300 s)</c>; no shorter than the server's <c>Retry-After</c>,
    /// of which at most 300 seconds count.
    /// </summary>
    public TimeSpan AfterErrors(int errors, TimeSpan? retry, TimeSpan? retryAfter) => BackOff.Min(
        BackOff.Max(
            errors <= 3
                ? BackOff.WithJitter(BackOff.Max(retry ?? DefaultRetry, ShortestRetry), random() / 4)
                : BackOff.Exponential(TimeSpan.FromSeconds(1), 3, errors - 3, random()),
            BackOff.WithJitter(retryAfter ?? TimeSpan.Zero, random() / 10)),
        BackOff.Longest);
}
