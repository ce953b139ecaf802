namespace GrowthBook.Client;

/// <summary>Computes waits between attempts. Random jitter keeps the processes of a fleet apart.</summary>
internal static class BackOff
{
    /// <summary>The longest wait after failures: 300 seconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);

    /// <summary><c>first * factor^exponent * (1 + jitter)</c>, at most 30 days.</summary>
    /// <param name="first">The wait for exponent 0.</param>
    /// <param name="factor">The growth per attempt.</param>
    /// <param name="exponent">The number of attempts that make the wait longer; values above 30 count as 30.</param>
    /// <param name="jitter">A random share of the wait, 0 or more.</param>
    public static TimeSpan Exponential(TimeSpan first, int factor, int exponent, double jitter) =>
        Scale(first, Math.Pow(factor, Math.Min(exponent, 30)) * (1 + jitter));

    /// <summary><c>wait * (1 + jitter)</c>, at most 30 days.</summary>
    public static TimeSpan WithJitter(TimeSpan wait, double jitter) => Scale(wait, 1 + jitter);

    public static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    public static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Scale(TimeSpan wait, double factor) =>
        wait.Ticks * factor < LongestInterval.Ticks ? TimeSpan.FromTicks((long)(wait.Ticks * factor)) : LongestInterval;
}
