using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// The parts of a <see cref="GrowthBookClient"/> that are objects. The client disposes of none of them; one of <c>AddGrowthBook</c> does of those that its builder made by their
/// class or by a function.
/// </summary>
[JsonConverter(typeof(LiveRecordJsonConverter<ClientServices>))]
public sealed partial record ClientServices
{
    /// <summary>Names the client in metrics and at the end of its log categories, where a process has several. Default: the empty name.</summary>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(Name)); } = "";

    /// <summary>Where the payload comes from. Default: <c>null</c>, the options' file or server.</summary>
    public IPayloadSource? Source { get; init; }

    /// <summary>The source of an initial payload, such as one shipped with the application, used until the main source has one. Default: none.</summary>
    public IPayloadSource? InitialSource { get; init; }

    /// <summary>
    /// Caches the last good payload across restarts. Not used for payloads that the application has itself, such as a
    /// file. Default: <c>null</c>, the options' folder or none.
    /// </summary>
    public IPayloadCache? Cache { get; init; }

    /// <summary>Where sticky bucket assignments are kept. Default: none, sticky bucketing is off.</summary>
    public IStickyBucketStore? StickyBuckets { get; init; }

    /// <summary>
    /// The handlers, called on the evaluating thread in this order. Each gets an exposure or usage once, within
    /// <see cref="GrowthBookOptions.DeduplicationCapacity"/>. A handler that throws gets the effect again the next time it
    /// occurs. Default: none.
    /// </summary>
    public ImmutableArray<IEffectHandler> Handlers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// The observers, called before <see cref="Handlers"/> with every effect, without deduplication;
    /// <see cref="ActivityEventHandler"/> is one. Default: none.
    /// </summary>
    public ImmutableArray<IEffectHandler> Observers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The sinks. A <see cref="BackgroundEffectWriter"/> per sink writes effects in the background. Default: none.</summary>
    public ImmutableArray<IEffectSink> Sinks { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// Attributes that every user has, such as the deployment's region; a user's own win. <see cref="GrowthBookClient.GlobalAttributes"/>
    /// replaces them while the client runs. Default: none.
    /// </summary>
    public Attributes GlobalAttributes { get; init => field = value ?? throw new ArgumentNullException(nameof(GlobalAttributes)); } = new();

    /// <summary>Gives the client for a request. Default: <c>null</c>, one of <see cref="GrowthBookHttp.CreateClient"/>, which the client disposes of.</summary>
    public Func<HttpClient>? HttpClient { get; init; }

    /// <summary>Makes loggers of categories under <c>GrowthBook</c>. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init => field = value ?? throw new ArgumentNullException(nameof(LoggerFactory)); } = NullLoggerFactory.Instance;

    /// <summary>Makes the meter <c>GrowthBook</c>; clients of one factory share it. Default: <c>null</c>, a meter of the client's own.</summary>
    public IMeterFactory? MeterFactory { get; init; }

    /// <summary>Measures all ages and waits. Default: the system's time.</summary>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    /// <summary>The types of the sinks that were added by their type.</summary>
    internal ImmutableArray<Type> SinkClasses { get; init; } = [];

    /// <summary>The types of the handlers that were added by their type.</summary>
    internal ImmutableArray<Type> HandlerClasses { get; init; } = [];

    /// <summary>The types of the observers that were added by their type.</summary>
    internal ImmutableArray<Type> ObserverClasses { get; init; } = [];

    /// <summary>Whether the log has warnings of the options. Not for an application under test, whose parts are removed. Default: <c>true</c>.</summary>
    internal bool WarnsOfOptions { get; init; } = true;

    /// <summary>Whether <c>AddGrowthBook</c> creates the client. Default: <c>false</c>.</summary>
    internal bool IsRegistered { get; init; }

    internal void ThrowIfNullsAreAmong()
    {
        if (Handlers.Concat(Observers).Any(handler => handler is null))
            throw new ArgumentException("a handler or an observer is null; leave it out", "services");
        if (Sinks.Any(sink => sink is null))
            throw new ArgumentException("a sink is null; leave it out", "services");
    }
}
