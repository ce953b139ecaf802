using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>How <see cref="RemoteEvaluation"/> waits for the server and caches its responses. The client makes them from its options.</summary>
internal sealed record RemoteEvaluationSettings
{
    /// <summary>
    /// The attributes in the cache key. Fewer attributes give more cache hits, but all attributes that conditions and experiments
    /// use must be included. Default: <c>null</c>, all.
    /// </summary>
    public ImmutableArray<string>? CacheKeyAttributes { get; init; }

    /// <summary>
    /// How long a caller waits for the server; more than zero and at most one hour. The request continues in the background until
    /// <see cref="SdkConnection.RequestTimeout"/>. Default: 1 second.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a response is fresh; zero or more. Default: 60 seconds.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The capacity of the cache, an LRU that also keeps stale responses for the case that the server fails; 1 or more. Default: 1,000.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>
    /// The memory of the cached responses in bytes; zero or more. Each counts as what reading it allocated, at least three times its
    /// size, plus its cache key. A response that exceeds it alone is not cached. Default: 64 MiB.
    /// </summary>
    public long MaxCachedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The number of requests in progress at which further callers get a stale response or a failure at once; 1 or more. Default: 256.</summary>
    public int MaxRequests { get; init; } = 256;

    /// <summary>How long no request is sent after the server was unreachable, timed out, or responded with 408, 429 or 5xx; zero or more. <c>Retry-After</c> extends the pause to at most five minutes. After the pause, one request at a time probes the server. Default: 1 second.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Adds all faults of the settings and of the connection.</summary>
    /// <param name="faults">The faults of an options class.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="timeout">The name of <see cref="Timeout"/> in the options class.</param>
    /// <param name="maxRequests">The name of <see cref="MaxRequests"/> in the options class.</param>
    /// <param name="maxCachedBytes">The name of <see cref="MaxCachedBytes"/> in the options class.</param>
    public void Validate(OptionFaults faults, SdkConnection connection, string timeout = nameof(Timeout), string maxRequests = nameof(MaxRequests), string maxCachedBytes = nameof(MaxCachedBytes))
    {
        _ = connection ?? throw new ArgumentNullException(nameof(connection));
        var month = TimeSpan.FromDays(30);
        connection.Validate(faults);
        faults.Check(connection.DecryptionKey is null, nameof(connection.DecryptionKey), "empty with remote evaluation, whose responses are not encrypted", "a key");
        faults.Check(
            !Uri.TryCreate(connection.ApiHost, UriKind.Absolute, out var host) || !IsGrowthBookCloud(host.Host),
            nameof(connection.ApiHost), "the address of your own GrowthBook server or proxy for remote evaluation", $"GrowthBook's cloud host `{host?.Host}`");
        faults.Check(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromHours(1), timeout, "above zero and at most an hour", Timeout);
        faults.Check(TimeToLive >= TimeSpan.Zero && TimeToLive <= month, nameof(TimeToLive), "from zero to 30 days", TimeToLive);
        faults.Check(PauseAfterFailure >= TimeSpan.Zero && PauseAfterFailure <= month, nameof(PauseAfterFailure), "from zero to 30 days", PauseAfterFailure);
        faults.Check(MaxEntries >= 1, nameof(MaxEntries), "at least 1", MaxEntries);
        faults.Check(MaxRequests >= 1, maxRequests, "at least 1", MaxRequests);
        faults.Check(MaxCachedBytes >= 0, maxCachedBytes, "at least 0", MaxCachedBytes);
    }

    /// <exception cref="ArgumentException">The settings or the connection are invalid; the message names every fault.</exception>
    public RemoteEvaluationSettings ThrowIfInvalid(SdkConnection connection)
    {
        var faults = new OptionFaults(nameof(RemoteEvaluationSettings));
        Validate(faults, connection);
        faults.ThrowIfAny();
        return this;
    }

    private static bool IsGrowthBookCloud(string host) =>
        host.Equals("growthbook.io", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".growthbook.io", StringComparison.OrdinalIgnoreCase);
}
