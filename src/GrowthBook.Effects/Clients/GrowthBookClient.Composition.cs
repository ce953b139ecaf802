using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Client;

/// <content>The composition of a client from options and services: the payload updater and the effect pipeline.</content>
public sealed partial class GrowthBookClient
{
    /// <summary>The context from which users are made, without a payload.</summary>
    private static Context TemplateOf(GrowthBookOptions options, Attributes globalAttributes) => new(Payload.Empty, globalAttributes)
    {
        Enabled = options.Enabled,
        QaMode = options.QaMode,
        ForcedVariations = options.ForcedVariations.ToImmutableDictionary(KeyedTexts.Comparer),
        ForcedFeatureValues = ForcedFeatures.Read(options.ForcedFeatures),
        DisableVisualExperiments = options.DisableVisualExperiments,
        DisableUrlRedirectExperiments = options.DisableUrlRedirectExperiments,
        DisableCrossOriginUrlRedirectExperiments = options.DisableCrossOriginUrlRedirectExperiments,
        DisableQueryStringVariations = options.DisableQueryStringVariations,
        BlockedChangeIds = [.. options.BlockedChangeIds],
    };

    /// <summary>The attribute that tells the usages of one user from those of another, unless an option names others.</summary>
    private const string DefaultUsageAttribute = "id";

    /// <summary>The options that name attributes; without names where the option has no effect.</summary>
    private static IEnumerable<NamedOption> NamedOptions(GrowthBookOptions options, ClientServices services)
    {
        var deduplicates = options.DeduplicationCapacity > 0 && !(services.Handlers.IsEmpty && services.Sinks.IsEmpty);
        yield return NamedOption.Secure(OptionText.Names(options.SecureAttributes) ?? []);
        yield return NamedOption.CacheKey((options.RemoteEvaluation ? OptionText.Names(options.CacheKeyAttributes) : null) ?? []);
        yield return NamedOption.StickyBuckets(OptionText.Names(options.StickyBucketIdentifierAttributes) ?? []);
        yield return NamedOption.Deduplication((deduplicates ? OptionText.Names(options.DeduplicationAttributes) : null) ?? []);
    }

    /// <summary>The attribute that tells usages apart where no option names one; <c>null</c> if one does, or nothing takes usages once per user.</summary>
    private static string? UsageAttribute(GrowthBookOptions options, ClientServices services) =>
        options.DeduplicationCapacity > 0 && OptionText.Names(options.DeduplicationAttributes) is null
        && services.Handlers.Cast<object>().Concat(services.Sinks).Any(receiver => (EffectKind.WantedBy(receiver) & EffectKinds.Usage) != 0)
            ? DefaultUsageAttribute
            : null;

    private static PayloadUpdater CreateUpdater(GrowthBookOptions options, ClientServices services, Func<HttpClient> http, IPayloadSubscriber subscriber)
    {
        var updates = options.Updater() with
        {
            InitialSource = services.InitialSource,
            Cache = services.Cache ?? (options.CacheDirectory is { } folder ? new FilePayloadCache(folder, services.LoggerFactory, options.MaxPayloadBytes) : null),
            TimeProvider = services.TimeProvider,
            LoggerFactory = services.LoggerFactory,
            Subscriber = subscriber,
        };
        if (services.Source is { } given)
        {
            // A payload that the application ships needs no cache.
            var cache = given.Origin == PayloadOrigin.Init ? null : updates.Cache;
            return new PayloadUpdater(given, updates with { Cache = cache, CacheKey = ContentHash.Of("source of client " + services.Name).ToString() });
        }
        if (options.PayloadFile is { } file)
            return new PayloadUpdater(new FilePayloadSource(file, null, services.TimeProvider, options.MaxPayloadBytes), updates with { Mode = PayloadUpdateMode.Manual, Cache = null });
        if (options.RemoteEvaluation)
            return new PayloadUpdater(new RemotePayloadSource(), updates with { Mode = PayloadUpdateMode.Manual, Cache = null });
        return PayloadUpdater.ForConnection(options.Connection(), http, updates with { Mode = options.UpdateMode });
    }

    /// <summary>The stream of a server that evaluates; <c>null</c> if the options do not ask for one.</summary>
    private RemoteChanges? Changes(RemoteEvaluation remote, GrowthBookOptions options, ClientServices services, Func<HttpClient> http) =>
        options.UpdateMode != PayloadUpdateMode.Streaming ? null : new RemoteChanges(
            remote, new PayloadStream(options.Connection(), http, null, services.TimeProvider), !options.StreamWithoutOffer, _updater.ReportStream,
            services.TimeProvider, GuardedLogger.Of(services.LoggerFactory.CreateLogger(StreamLog.Category)));

    /// <summary>
    /// The receivers, in order: the store of assignments, the observers, the counter of exposures, the handlers, and the queues of
    /// the sinks. The client itself wants only the kinds of effects that it uses, so that a usage costs nothing without receivers.
    /// </summary>
    private ImmutableArray<EffectReceiver> Receivers(GrowthBookOptions options, ClientServices services, PendingStickyBuckets? pending)
    {
        var capacity = options.DeduplicationCapacity;
        var receivers = ImmutableArray.CreateBuilder<EffectReceiver>();
        if (pending is not null)
            receivers.Add(EffectReceiver.Of(pending, 0, EffectKinds.Assignment));
        receivers.AddRange(services.Observers.Select(EffectReceiver.Observer));
        receivers.Add(EffectReceiver.Of(_metrics, capacity, EffectKinds.Exposure));
        receivers.AddRange(services.Handlers.Select(handler => EffectReceiver.Of(handler, capacity)));
        receivers.AddRange(_writers.Skip(pending is null ? 0 : 1).Select(writer => EffectReceiver.Of(writer, capacity)));
        return receivers.ToImmutable();
    }

    /// <summary>The interval between refreshes by the options; <c>null</c> without automatic refreshes.</summary>
    private static TimeSpan? TimeBetweenRefreshes(GrowthBookOptions options) => options.RemoteEvaluation ? null : options.UpdateMode switch
    {
        PayloadUpdateMode.Manual => null,
        PayloadUpdateMode.OnDemand => TimeSpan.Zero,
        PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming => options.PollingInterval,
        _ => throw new UnreachableException(),
    };

    private BackgroundEffectWriter Writer(IEffectSink sink, GrowthBookOptions options, ClientServices services, GuardedLogger logger) =>
        new(sink, options.Writer, notice => _metrics.Written(ReceiverName.Of(sink), notice), logger, services.TimeProvider) { LogsMessages = options.LogExceptionMessages };

    private static Func<HttpClient> Own(HttpClient client) => () => client;

    private static Func<HttpClient> NotNull(Func<HttpClient> client) =>
        () => client() ?? throw new NullResultException($"{nameof(ClientServices)}.{nameof(ClientServices.HttpClient)}", "return an HttpClient");
}
