namespace GrowthBook.Client;

/// <summary>Waits before a stream is opened again.</summary>
/// <param name="random">Gives random numbers from 0 inclusive to 1 exclusive.</param>
internal sealed class ReconnectDelays(Func<double> random)
{
    /// <summary>The wait if the server names none: 10 seconds.</summary>
    public static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    /// <summary>The wait after the server ended the stream: the server's retry time plus up to a quarter of it, from 1 to 300 seconds.</summary>
    public TimeSpan AfterEnd(TimeSpan? retry) =>
        BackOff.Min(BackOff.WithJitter(BackOff.Max(retry ?? DefaultRetry, ShortestRetry), random() / 4), BackOff.Longest);

    /// <summary>
    /// The wait after the stream failed: as <see cref="AfterEnd"/> for up to three errors in a row, then
    /// <c>min(1 s * 3^(errors-3) * (1 + random), 300 s)</c>.
    /// </summary>
    public TimeSpan AfterErrors(int errors, TimeSpan? retry) => errors <= 3
        ? AfterEnd(retry)
        : BackOff.Min(BackOff.Exponential(TimeSpan.FromSeconds(1), 3, errors - 3, random()), BackOff.Longest);
}
