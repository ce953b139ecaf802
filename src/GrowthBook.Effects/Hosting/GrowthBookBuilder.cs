using System.ComponentModel;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>Adds parts to a client that <c>AddGrowthBook</c> registered. Each method returns the same builder.</summary>
public sealed partial class GrowthBookBuilder
{
    internal GrowthBookBuilder(IServiceCollection services, string name) => (Services, Name) = (services, name);

    /// <summary>The services that the client is among.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The client's name, which is its service key; the empty name for the default client.</summary>
    public string Name { get; }

    /// <summary>Changes the parts of the client. The other methods call this one.</summary>
    /// <param name="change">Returns the changed parts, when the client is created. The client does not dispose of those that it makes. Its provider is not the container's own type.</param>
    /// <returns>This builder. Use <see cref="UseSource(IPayloadSource)"/> to set a source, so that the options need no client key.</returns>
    public GrowthBookBuilder ConfigureParts(Func<IServiceProvider, ClientServices, ClientServices> change)
    {
        Services.AddSingleton(new ClientServicesChange(Name, change ?? throw new ArgumentNullException(nameof(change))));
        return this;
    }

    /// <summary>
    /// Removes all parts that were added to the client so far, such as those of an application under test, without creating
    /// them. The options stay.
    /// </summary>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder ClearParts()
    {
        for (var i = Services.Count - 1; i >= 0; i--)
        {
            var part = Services[i].IsKeyedService ? null : Services[i].ImplementationInstance;
            if ((part is ClientServicesChange change && change.Client == Name) || (part is SourceIsGiven given && given.Client == Name) || (part is RegisteredClient client && client.Name == Name))
                Services.RemoveAt(i);
        }
        return this;
    }

    /// <summary>Adds a handler, called after the handlers added before it; it gets each exposure and usage once.</summary>
    /// <param name="handler">Returns the handler. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddHandler(Func<IServiceProvider, IEffectHandler> handler)
    {
        _ = handler ?? throw new ArgumentNullException(nameof(handler));
        return ConfigureParts((provider, services) => services with { Handlers = services.Handlers.Add(PartProvider.Made(provider, ScopedServices.Made(handler, provider, nameof(AddHandler)), nameof(AddHandler), "a handler")) });
    }

    /// <summary>Adds a handler, called after the handlers added before it; it gets each exposure and usage once.</summary>
    /// <param name="handler">The handler. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddHandler(IEffectHandler handler)
    {
        _ = handler ?? throw new ArgumentNullException(nameof(handler));
        return ConfigureParts((_, services) => services with { Handlers = services.Handlers.Add(handler) });
    }

    /// <summary>Adds an observer, called with every effect without deduplication.</summary>
    /// <param name="observer">Returns the observer. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddObserver(Func<IServiceProvider, IEffectHandler> observer)
    {
        _ = observer ?? throw new ArgumentNullException(nameof(observer));
        return ConfigureParts((provider, services) => services with { Observers = services.Observers.Add(PartProvider.Made(provider, ScopedServices.Made(observer, provider, nameof(AddObserver)), nameof(AddObserver), "an observer")) });
    }

    /// <summary>Adds an observer, called with every effect without deduplication.</summary>
    /// <param name="observer">The observer. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddObserver(IEffectHandler observer)
    {
        _ = observer ?? throw new ArgumentNullException(nameof(observer));
        return ConfigureParts((_, services) => services with { Observers = services.Observers.Add(observer) });
    }

    /// <summary>Adds a sink, to which effects are written in the background.</summary>
    /// <param name="sink">Returns the sink. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddSink(Func<IServiceProvider, IEffectSink> sink)
    {
        _ = sink ?? throw new ArgumentNullException(nameof(sink));
        return ConfigureParts((provider, services) => services with { Sinks = services.Sinks.Add(PartProvider.Made(provider, ScopedServices.Made(sink, provider, nameof(AddSink)), nameof(AddSink), "a sink")) });
    }

    /// <summary>Adds a sink, to which effects are written in the background.</summary>
    /// <param name="sink">The sink. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddSink(IEffectSink sink)
    {
        _ = sink ?? throw new ArgumentNullException(nameof(sink));
        return ConfigureParts((_, services) => services with { Sinks = services.Sinks.Add(sink) });
    }

    /// <summary>Adds an event to the current activity for each usage of a feature; see <see cref="ActivityEventHandler"/>.</summary>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddActivityEvents() => AddObserver(new ActivityEventHandler());

    /// <summary>
    /// Sends exposures, usages and events that code logged to GrowthBook's warehouse ingestion, up to 100 a second. Batches of
    /// more than that take several requests: keep the writer's <see cref="EffectWriterOptions.BatchSize"/> well below 100 for each
    /// second of its <see cref="EffectWriterOptions.AttemptTimeout"/>, 3,000 by default.
    /// </summary>
    /// <param name="configure">Sets the options; the client key is that of the client. Default: none.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddWarehouse(Action<WarehouseOptions>? configure = null) => AddSink(provider =>
    {
        var clientKey = GrowthBookRegistration.OptionsOf(provider, Name).ClientKey;
        var options = new WarehouseOptions { ClientKey = clientKey };
        configure?.Invoke(options);
        if (options.ClientKey.Length == 0)
            options.ClientKey = clientKey;
        return new WarehouseSink(
            options,
            GrowthBookRegistration.HttpClientOf(provider, Name),
            GrowthBookRegistration.LoggersOf(provider, Name).CreateLogger(ClientLog.WarehouseCategory),
            provider.GetService<TimeProvider>());
    });

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public GrowthBookBuilder AddWarehouse<TTask>(Func<WarehouseOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    /// <summary>Sets the store of sticky bucket assignments.</summary>
    /// <param name="store">Returns the store. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseStickyBuckets(Func<IServiceProvider, IStickyBucketStore> store)
    {
        _ = store ?? throw new ArgumentNullException(nameof(store));
        return ConfigureParts((provider, services) => services.WithStickyBuckets(PartProvider.Made(provider, ScopedServices.Made(store, provider, nameof(UseStickyBuckets)), nameof(UseStickyBuckets), "a store"), nameof(UseStickyBuckets)));
    }

    /// <summary>Sets the store of sticky bucket assignments.</summary>
    /// <param name="store">The store. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseStickyBuckets(IStickyBucketStore store)
    {
        _ = store ?? throw new ArgumentNullException(nameof(store));
        return ConfigureParts((_, services) => services.WithStickyBuckets(store, nameof(UseStickyBuckets)));
    }

    /// <summary>Keeps sticky bucket assignments in the registered <see cref="IDistributedCache"/>, which cannot merge atomically; see <see cref="DistributedStickyBucketStore"/>.</summary>
    /// <param name="expiry">The time after the last read or write at which a document expires; above zero. Default: never.</param>
    /// <param name="keyPrefix">The prefix of the keys. Default: none.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseDistributedStickyBuckets(TimeSpan? expiry = null, string keyPrefix = "") =>
        UseStickyBuckets(provider => new DistributedStickyBucketStore(
            GrowthBookRegistration.DistributedCacheOf(provider, nameof(UseDistributedStickyBuckets)), expiry, keyPrefix,
            GrowthBookRegistration.LoggersOf(provider, Name).CreateLogger(ClientLog.EffectsCategory)));

    /// <summary>Sets the cache of the last good payload.</summary>
    /// <param name="cache">Returns the cache. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseCache(Func<IServiceProvider, IPayloadCache> cache)
    {
        _ = cache ?? throw new ArgumentNullException(nameof(cache));
        return ConfigureParts((provider, services) => services.WithCache(PartProvider.Made(provider, ScopedServices.Made(cache, provider, nameof(UseCache)), nameof(UseCache), "a cache"), nameof(UseCache)));
    }

    /// <summary>Sets the cache of the last good payload.</summary>
    /// <param name="cache">The cache. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseCache(IPayloadCache cache)
    {
        _ = cache ?? throw new ArgumentNullException(nameof(cache));
        return ConfigureParts((_, services) => services.WithCache(cache, nameof(UseCache)));
    }

    /// <summary>Keeps the last good payload in the registered <see cref="IDistributedCache"/>: Redis, SQL Server, PostgreSQL and others.</summary>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseDistributedCache() => UseCache(provider => new DistributedPayloadCache(
        GrowthBookRegistration.DistributedCacheOf(provider, nameof(UseDistributedCache)), loggerFactory: GrowthBookRegistration.LoggersOf(provider, Name),
        maxBytes: GrowthBookRegistration.OptionsOf(provider, Name).MaxPayloadBytes));

    /// <summary>Loads the payload from a source instead of the options' file or server.</summary>
    /// <param name="source">Returns the source. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseSource(Func<IServiceProvider, IPayloadSource> source)
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        Services.AddSingleton(new SourceIsGiven(Name));
        return ConfigureParts((provider, services) => services.WithSource(PartProvider.Made(provider, ScopedServices.Made(source, provider, nameof(UseSource)), nameof(UseSource), "a source"), nameof(UseSource)));
    }

    /// <summary>Loads the payload from a source instead of the options' file or server.</summary>
    /// <param name="source">The source. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseSource(IPayloadSource source)
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        Services.AddSingleton(new SourceIsGiven(Name));
        return ConfigureParts((_, services) => services.WithSource(source, nameof(UseSource)));
    }

    /// <summary>Starts with the payload of another source, such as one shipped with the application, until the main source has one.</summary>
    /// <param name="source">Returns the source. The client disposes of it, unless it is a service of the container.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseInitialSource(Func<IServiceProvider, IPayloadSource> source)
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        return ConfigureParts((provider, services) => services.WithInitialSource(PartProvider.Made(provider, ScopedServices.Made(source, provider, nameof(UseInitialSource)), nameof(UseInitialSource), "a source"), nameof(UseInitialSource)));
    }

    /// <summary>Starts with the payload of another source, such as one shipped with the application, until the main source has one.</summary>
    /// <param name="source">The source. The client does not dispose of it.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseInitialSource(IPayloadSource source)
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        return ConfigureParts((_, services) => services.WithInitialSource(source, nameof(UseInitialSource)));
    }

    /// <summary>Adds attributes to every user; a user's own attributes win.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseGlobalAttributes(Attributes attributes)
    {
        _ = attributes ?? throw new ArgumentNullException(nameof(attributes));
        return ConfigureParts((_, services) => services with { GlobalAttributes = services.GlobalAttributes.With(attributes) });
    }
}
