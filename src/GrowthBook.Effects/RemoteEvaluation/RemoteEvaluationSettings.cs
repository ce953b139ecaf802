using System.Collections.Immutable;
using System.Globalization;

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

    /// <summary>How long no request is sent after the server was unreachable, timed out, or responded with 408, 429 or 5xx; zero or more. <c>Retry-After</c> extends the pause to at most five minutes. After the pause, one request at a time probes the server. Default: 1 second.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Finds all faults of the settings and of the connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>One message per fault; empty if all are valid.</returns>
    public ImmutableArray<string> Validate(SdkConnection connection)
    {
        _ = connection ?? throw new ArgumentNullException(nameof(connection));
        var faults = connection.Validate().ToBuilder();
        if (connection.DecryptionKey is not null)
            faults.Add("remote evaluation does not go together with a decryption key; leave the key out, or evaluate locally");
        if (Uri.TryCreate(connection.ApiHost, UriKind.Absolute, out var host) && IsGrowthBookCloud(host.Host))
            faults.Add($"remote evaluation is not available on GrowthBook's cloud host `{host.Host}`; set apiHost to your own GrowthBook server or proxy");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
            faults.Add(string.Format(CultureInfo.InvariantCulture, "remoteEvaluationTimeout `{0}` is out of range; choose more than zero and at most an hour", Timeout));
        if (TimeToLive < TimeSpan.Zero || TimeToLive > TimeSpan.FromDays(30))
            faults.Add(string.Format(CultureInfo.InvariantCulture, "timeToLive `{0}` is out of range; choose from zero to 30 days", TimeToLive));
        if (PauseAfterFailure < TimeSpan.Zero || PauseAfterFailure > TimeSpan.FromDays(30))
            faults.Add(string.Format(CultureInfo.InvariantCulture, "pauseAfterFailure `{0}` is out of range; choose from zero to 30 days", PauseAfterFailure));
        if (MaxEntries < 1)
            faults.Add(string.Format(CultureInfo.InvariantCulture, "maxEntries `{0}` is out of range; choose 1 or more", MaxEntries));
        return faults.ToImmutable();
    }

    private static bool IsGrowthBookCloud(string host) =>
        host.Equals("growthbook.io", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".growthbook.io", StringComparison.OrdinalIgnoreCase);
}
