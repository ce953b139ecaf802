using System.Diagnostics.CodeAnalysis;

namespace GrowthBook.Client;

/// <content>Parts that are classes: the registered service of the class, or else a new object whose constructor gets services.</content>
public sealed partial class GrowthBookBuilder
{
    /// <summary>Adds a handler, called after the handlers added before it; it gets each exposure and usage once.</summary>
    /// <typeparam name="THandler">The class. The client disposes of the handler, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, IEffectHandler => AddHandler(ScopedServices.Create<THandler>)
            .ConfigureParts((_, services) => services with { HandlerClasses = services.HandlerClasses.Add(typeof(THandler)) });

    /// <summary>Adds an observer, called with every effect without deduplication.</summary>
    /// <typeparam name="TObserver">The class. The client disposes of the observer, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddObserver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>()
        where TObserver : class, IEffectHandler => AddObserver(ScopedServices.Create<TObserver>)
            .ConfigureParts((_, services) => services with { ObserverClasses = services.ObserverClasses.Add(typeof(TObserver)) });

    /// <summary>Adds a sink, to which effects are written in the background.</summary>
    /// <typeparam name="TSink">The class. The client disposes of the sink, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder AddSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>()
        where TSink : class, IEffectSink => AddSink(ScopedServices.Create<TSink>)
            .ConfigureParts((_, services) => services with { SinkClasses = services.SinkClasses.Add(typeof(TSink)) });

    /// <summary>Sets the store of sticky bucket assignments.</summary>
    /// <typeparam name="TStore">The class. The client disposes of the store, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseStickyBuckets<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IStickyBucketStore => UseStickyBuckets(ScopedServices.Create<TStore>);

    /// <summary>Sets the cache of the last good payload.</summary>
    /// <typeparam name="TCache">The class. The client disposes of the cache, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCache>()
        where TCache : class, IPayloadCache => UseCache(ScopedServices.Create<TCache>);

    /// <summary>Loads the payload from a source instead of the options' file or server.</summary>
    /// <typeparam name="TSource">The class. The client disposes of the source, unless the class is a service of the container.</typeparam>
    /// <returns>This builder.</returns>
    public GrowthBookBuilder UseSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>()
        where TSource : class, IPayloadSource => UseSource(ScopedServices.Create<TSource>);
}
