using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <content>What the constructor makes of options and services: who brings payloads, and through whom effects go.</content>
public sealed partial class GrowthBookClient
{
    private static PayloadUpdater Updater(GrowthBookOptions options, ClientServices services, Func<HttpClient> http, IPayloadSubscriber subscriber)
    {
        var updates = options.Updater() with
        {
            InitialSource = services.InitialSource,
            Cache = services.Cache ?? (options.CacheDirectory is { } folder ? new FilePayloadCache(folder, services.LoggerFactory) : null),
            TimeProvider = services.TimeProvider,
            LoggerFactory = services.LoggerFactory,
            Subscriber = subscriber,
        };
        if (services.Source is { } given)
        {
            // What the application has itself is as near as a cache, and newer.
            var cache = given.Origin == PayloadOrigin.Init ? null : updates.Cache;
            return new PayloadUpdater(given, updates with { Cache = cache, CacheKey = ContentHash.Of("source of client " + services.Name).ToString() });
        }
        if (options.PayloadFile is { } file)
            return new PayloadUpdater(new FilePayloadSource(file, null, services.TimeProvider), updates with { Mode = PayloadUpdateMode.Manual, Cache = null });
        if (options.RemoteEvaluation)
            return new PayloadUpdater(new InMemoryPayloadSource("""{"features":{}}"""), updates with { Mode = PayloadUpdateMode.Manual, Cache = null });
        return PayloadUpdater.ForConnection(options.Connection(), http, updates with { Mode = options.Updates });
    }

    /// <summary>
    /// Assignments go to their store each time, because one that comes again is missing there, and observers see all.
    /// Else an effect passes once to each of the counters, the handlers and the writers of the sinks, isolated from each
    /// other; to who failed to take it again.
    /// </summary>
    private ImmutableArray<IEffectHandler> Handlers(GrowthBookOptions options, ClientServices services, PendingStickyBuckets? pending, ILogger logger)
    {
        var ofSticky = pending is null ? 0 : 1;
        var inner = new EffectRunner([_metrics, .. services.Handlers, .. _writers.Skip(ofSticky)], default, logger, services.TimeProvider, _metrics.Failed);
        if (options.DeduplicationCapacity > 0 && inner.Handlers.Length > DeduplicatingHandler.MostHandlers)
            throw new ArgumentException($"{inner.Handlers.Length - 1} handlers and sinks are too many; put some behind one, so that there are {DeduplicatingHandler.MostHandlers - 1} or fewer", nameof(services));
        var once = options.DeduplicationCapacity > 0
            ? new DeduplicatingHandler(inner, options.DeduplicationCapacity, [.. options.DeduplicationAttributes ?? ["id"]])
            : EffectHandler.Of(inner.Run);
        // Without anybody to take it, the usage of features is not worth telling users apart.
        if (services.Handlers.IsEmpty && services.Sinks.IsEmpty)
            once = EffectHandler.When(static effectEvent => effectEvent.Effect is Effect.ExperimentViewed, once);
        if (pending is null)
            return [.. services.Observers, once];
        var sticky = EffectHandler.When(static effectEvent => effectEvent.Effect is Effect.StickyBucketAssigned, pending);
        return [sticky, .. services.Observers, once];
    }

    /// <summary>The time between refreshes by the options; <c>null</c> where nothing refreshes by itself.</summary>
    private static TimeSpan? TimeBetweenRefreshes(GrowthBookOptions options) => options.RemoteEvaluation ? null : options.Updates switch
    {
        PayloadUpdateMode.Manual => null,
        PayloadUpdateMode.OnDemand => TimeSpan.Zero,
        PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming => options.PollingInterval,
        _ => throw new UnreachableException(),
    };

    private BackgroundEffectWriter Writer(IEffectSink sink, GrowthBookOptions options, ClientServices services, ILogger logger) =>
        new(sink, options.Writer, notice => _metrics.Written(sink.GetType().Name, notice), logger, services.TimeProvider);

    private static Func<HttpClient> Own(HttpClient client) => () => client;
}
