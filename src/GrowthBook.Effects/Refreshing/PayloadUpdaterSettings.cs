using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>How a <see cref="PayloadUpdater"/> refreshes its payload. The client makes them from its options and services.</summary>
internal sealed record PayloadUpdaterSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromSeconds(60);

    /// <summary>When to refresh. Default: <see cref="PayloadUpdateMode.OnDemand"/>.</summary>
    public PayloadUpdateMode Mode { get; init; } = PayloadUpdateMode.OnDemand;

    /// <summary>How long a payload is fresh; one second or more. Default: <c>null</c>, the server's value, or 60 seconds.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// How long after its time to live the start still uses a cached payload without waiting for the server; zero or more.
    /// Default: <c>null</c>, the server's value, or zero.
    /// </summary>
    public TimeSpan? StaleWhileRevalidate { get; init; }

    /// <summary>The longest <c>max-age</c> and <c>stale-while-revalidate</c> of a server that count; one second or more. Default: one day.</summary>
    public TimeSpan MaxTimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the server must keep to an answer with an earlier date until it is used; zero or more. Default: five minutes.</summary>
    public TimeSpan OlderPayloadDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The interval between polls; one second or more. Default: 60 seconds.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The source of an initial payload, such as one embedded in the application. Default: none.</summary>
    public IPayloadSource? InitialSource { get; init; }

    /// <summary>
    /// Whether the start ends with the initial payload, or a cached one, and does not ask the source; the first request follows after
    /// <see cref="BetweenRefreshes"/>. Default: <c>false</c>.
    /// </summary>
    public bool StartFromInitialPayload { get; init; }

    /// <summary>
    /// A cache from which a restarted process loads the last good payload; an <see cref="ISharedPayloadCache"/> also
    /// coordinates a fleet. It is not written while the server sends <c>Cache-Control: no-store</c>. Default: none.
    /// </summary>
    public IPayloadCache? Cache { get; init; }

    /// <summary>The key of the payload in the cache, such as <see cref="SdkConnection.CacheKey"/>; contains no secret. Default: <c>default</c>.</summary>
    public string CacheKey { get; init => field = value ?? throw new ArgumentNullException(nameof(CacheKey)); } = "default";

    /// <summary>The largest payload in bytes that is taken from the cache; above zero. Default: 64 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The timeout of one cache operation; more than zero. Default: 2 seconds.</summary>
    public TimeSpan CacheTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Lease duration: how long one process may hold the refresh lock; one second or more. Default: 45 seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The base64 key of a connection with an encrypted payload. Default: none.</summary>
    public string? DecryptionKey { get; init; }

    /// <summary>Whether snapshots have the text of the payload, as with a cache. Default: <c>false</c>.</summary>
    public bool KeepsText { get; init; }

    /// <summary>The stream of changes, for <see cref="PayloadUpdateMode.Streaming"/>. Default: none.</summary>
    public PayloadStream? Stream { get; init; }

    /// <summary>Whether to open the stream although the server does not offer one. Default: <c>false</c>.</summary>
    public bool StreamWithoutOffer { get; init; }

    /// <summary>Whether failures of the source have the messages of its exceptions. Default: <c>false</c>.</summary>
    public bool LogExceptionMessages { get; init; }

    /// <summary>Measures ages and waits. Default: the system time.</summary>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    /// <summary>Returns random numbers from 0 inclusive to 1 exclusive; thread-safe. Default: the system's generator.</summary>
    public Func<double> Random { get; init => field = value ?? throw new ArgumentNullException(nameof(Random)); } = Platform.NextRandom;

    /// <summary>Receives refresh results and stream states. Default: none.</summary>
    public IPayloadSubscriber? Subscriber { get; init; }

    /// <summary>Creates the loggers <c>GrowthBook.Payloads</c> and <c>GrowthBook.Streaming</c>. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init => field = value ?? throw new ArgumentNullException(nameof(LoggerFactory)); } = NullLoggerFactory.Instance;

    /// <summary>The interval on which the waits after failures are based.</summary>
    public TimeSpan BetweenRefreshes =>
        Mode == PayloadUpdateMode.OnDemand ? LifetimeOf(CacheLifetime.Unknown).MaxAge.GetValueOrDefault() : PollingInterval;

    /// <summary>Adds all faults of the settings.</summary>
    /// <param name="faults">The faults of an options class whose properties have the same names.</param>
    public void Validate(OptionFaults faults)
    {
        Check(nameof(TimeToLive), TimeToLive ?? Second, Second, faults);
        Check(nameof(StaleWhileRevalidate), StaleWhileRevalidate ?? TimeSpan.Zero, TimeSpan.Zero, faults);
        Check(nameof(MaxTimeToLive), MaxTimeToLive, Second, faults);
        Check(nameof(OlderPayloadDelay), OlderPayloadDelay, TimeSpan.Zero, faults);
        Check(nameof(PollingInterval), PollingInterval, Second, faults);
        Check(nameof(CacheTimeout), CacheTimeout, TimeSpan.FromMilliseconds(1), faults);
        Check(nameof(LeaseDuration), LeaseDuration, Second, faults);
        faults.Check(Mode != PayloadUpdateMode.Streaming || Stream is not null, nameof(Stream), $"a stream in the mode {nameof(PayloadUpdateMode.Streaming)}", null);
    }

    /// <summary>A text without the decryption key.</summary>
    /// <returns>A text with the mode.</returns>
    public override string ToString() => $"payload updates: {Mode}";

    /// <summary>These settings if they are valid.</summary>
    /// <exception cref="ArgumentException">The settings are invalid; the message names every fault.</exception>
    public PayloadUpdaterSettings ThrowIfInvalid()
    {
        var faults = new OptionFaults(nameof(PayloadUpdaterSettings));
        Validate(faults);
        faults.ThrowIfAny();
        return this;
    }

    /// <summary>The lifetime of a payload: these settings, completed by the values of the server.</summary>
    public CacheLifetime LifetimeOf(CacheLifetime server)
    {
        TimeSpan? served = server.MaxAge is { } age ? BackOff.Min(BackOff.Max(age, Second), MaxTimeToLive) : null;
        return new CacheLifetime(
            TimeToLive ?? served ?? DefaultTimeToLive,
            StaleWhileRevalidate ?? BackOff.Min(server.StaleWhileRevalidate ?? TimeSpan.Zero, MaxTimeToLive),
            server.StaleIfError,
            server.NoStore);
    }

    private static void Check(string property, TimeSpan value, TimeSpan least, OptionFaults faults) =>
        faults.Check(value >= least && value <= TimeSpan.FromDays(30), property, $"from {least} to 30 days", value);
}
