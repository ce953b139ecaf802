using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>How <see cref="RemoteEvaluation"/> waits for the server, and remembers what it answered.</summary>
internal sealed record RemoteEvaluationSettings
{
    /// <summary>
    /// The attributes that tell users apart in the cache. Default: <c>null</c>, all of them; fewer give more hits, but
    /// all that conditions and experiments use must be among them.
    /// </summary>
    public ImmutableArray<string>? CacheKeyAttributes { get; init; }

    /// <summary>
    /// How long a caller waits for the server; above zero, at most an hour. The request goes on behind it for as long as
    /// <see cref="SdkConnection.RequestTimeout"/> says. Default: 1 second.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer is used again without asking; zero or more. Default: 60 seconds.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many answers are remembered, also past their time for when the server fails: the last used ones; 1 or more. Default: 1,000.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>How long the server is not asked again, for anybody, after it could not be reached, did not answer in time, or answered with 408, 429 or 5xx, whose <c>Retry-After</c> makes it longer, up to five minutes; then one caller asks for all. Zero or more. Default: 1 second.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the options and with using them for a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>Messages for people, none when all is well.</returns>
    public ImmutableArray<string> Validate(SdkConnection connection)
    {
        _ = connection ?? throw new ArgumentNullException(nameof(connection));
        var faults = connection.Validate().ToBuilder();
        if (connection.DecryptionKey is not null)
            faults.Add("remote evaluation does not go together with a decryption key; leave the key out, or evaluate locally");
        if (Uri.TryCreate(connection.ApiHost, UriKind.Absolute, out var host) && IsVendorsCloud(host.Host))
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

    private static bool IsVendorsCloud(string host) =>
        host.Equals("growthbook.io", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".growthbook.io", StringComparison.OrdinalIgnoreCase);
}
