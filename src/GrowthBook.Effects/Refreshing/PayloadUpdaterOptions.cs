using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>How a <see cref="PayloadUpdater"/> keeps its payload fresh.</summary>
public sealed record PayloadUpdaterOptions
{
    /// <summary>What keeps the payload fresh. Default: <see cref="PayloadUpdateMode.OnDemand"/>.</summary>
    public PayloadUpdateMode Mode { get; init; } = PayloadUpdateMode.OnDemand;

    /// <summary>How long a payload is fresh; at least one second. Default: <c>null</c>, what the server says, or 60 seconds where it does not.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// How long past its time to live a payload of the cache is still used at the start without waiting for the server;
    /// zero or more. Default: <c>null</c>, what the server says, or zero where it does not.
    /// </summary>
    public TimeSpan? StaleWhileRevalidate { get; init; }

    /// <summary>The interval between polls; at least one second. Default: 60 seconds.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A payload to begin with, such as one shipped with the application. Default: none.</summary>
    public IPayloadSource? InitialSource { get; init; }

    /// <summary>
    /// Where the last good payload outlives the process; an <see cref="ISharedPayloadCache"/> also coordinates a fleet.
    /// It is not written while the server says <c>Cache-Control: no-store</c>. Default: none.
    /// </summary>
    public IPayloadCache? Cache { get; init; }

    /// <summary>Names the payload in the cache, such as <see cref="SdkConnection.CacheKey"/>; holds no secret. Default: <c>default</c>.</summary>
    public string CacheKey { get; init => field = value ?? throw new ArgumentNullException(nameof(CacheKey)); } = "default";

    /// <summary>How long a call of the cache may take; above zero. Default: 2 seconds.</summary>
    public TimeSpan CacheTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After how long another process may refresh when the one that is at it does not finish; at least one second. Default: 45 seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The key in base64 of a connection whose payload is encrypted. Default: none.</summary>
    public string? DecryptionKey { get; init; }

    /// <summary>The stream of changes, for <see cref="PayloadUpdateMode.Streaming"/>. Default: none.</summary>
    public PayloadStream? Stream { get; init; }

    /// <summary>Whether the stream is opened although the server did not offer one. Default: no.</summary>
    public bool StreamWithoutOffer { get; init; }

    /// <summary>Measures all ages and waits. Default: the system's time.</summary>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    /// <summary>Gives random numbers from 0 inclusive to 1 exclusive, to any thread. Default: the system's.</summary>
    public Func<double> Random { get; init => field = value ?? throw new ArgumentNullException(nameof(Random)); } = Platform.NextRandom;

    /// <summary>Sees refreshes and the stream's state. Default: nobody.</summary>
    public IPayloadObserver? Observer { get; init; }

    /// <summary>Makes the loggers <c>GrowthBook.Payloads</c> and <c>GrowthBook.Streaming</c>. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init => field = value ?? throw new ArgumentNullException(nameof(LoggerFactory)); } = NullLoggerFactory.Instance;

    /// <summary>What is wrong with the options.</summary>
    /// <returns>Messages for people, none when all is well.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var second = TimeSpan.FromSeconds(1);
        Check("timeToLive", TimeToLive ?? second, second, faults);
        Check("staleWhileRevalidate", StaleWhileRevalidate ?? TimeSpan.Zero, TimeSpan.Zero, faults);
        Check("pollingInterval", PollingInterval, second, faults);
        Check("cacheTimeout", CacheTimeout, TimeSpan.FromMilliseconds(1), faults);
        Check("leaseDuration", LeaseDuration, second, faults);
        if (Mode == PayloadUpdateMode.Streaming && Stream is null)
            faults.Add("the mode is Streaming and there is no stream; give one, or choose Polling");
        return faults.ToImmutable();
    }

    /// <summary>The options without the decryption key.</summary>
    /// <returns>A text with the mode.</returns>
    public override string ToString() => $"payload updates: {Mode}";

    internal PayloadUpdaterOptions ThrowIfInvalid()
    {
        var faults = Validate();
        return faults.IsEmpty ? this : throw new ArgumentException(string.Join("; ", faults));
    }

    /// <summary>How long a payload lives by these options, and by what the server said where they say nothing.</summary>
    internal CacheLifetime LifetimeOf(CacheLifetime server)
    {
        var served = server.MaxAge is { } age && age < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : server.MaxAge;
        return new CacheLifetime(
            TimeToLive ?? served ?? TimeSpan.FromSeconds(60),
            StaleWhileRevalidate ?? server.StaleWhileRevalidate ?? TimeSpan.Zero,
            server.StaleIfError,
            server.NoStore);
    }

    private static void Check(string name, TimeSpan value, TimeSpan least, ImmutableArray<string>.Builder faults)
    {
        if (value < least || value > TimeSpan.FromDays(30))
            faults.Add(string.Format(CultureInfo.InvariantCulture, "{0} `{1}` is out of range; choose from {2} to 30 days", name, value, least));
    }
}
