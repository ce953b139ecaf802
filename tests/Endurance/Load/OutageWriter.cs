namespace GrowthBook.Client.Endurance.Load;

/// <summary>Options of writers to stores with outages: short delays and many attempts, so that no outage outlasts them.</summary>
internal static class OutageWriter
{
    /// <summary>Options with a number of attempts of at least 10 ms each.</summary>
    public static EffectWriterOptions Options(int maxAttempts) => new()
    {
        MaxBatchDelay = TimeSpan.FromMilliseconds(200),
        MaxAttempts = maxAttempts,
        RetryDelay = TimeSpan.FromMilliseconds(10),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        AttemptTimeout = TimeSpan.FromMilliseconds(400),
        StopTimeout = TimeSpan.FromSeconds(20),
    };
}
