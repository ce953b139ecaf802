using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// Warns of parts that are registered as services of the container: a client does not look there. A part of the same kind that the client has may be
/// that service, and so may one of another client, so that neither is warned of, and nothing after <see cref="GrowthBookBuilder.ClearParts"/>.
/// </summary>
internal static class UnusedRegistrations
{
    public static void Warn(IServiceProvider provider, ClientServices parts, GrowthBookOptions options)
    {
        if (provider.GetService<IServiceProviderIsService>() is not { } registered || provider.GetServices<RegisteredClient>().ToArray() is not [var only] || only.Name != parts.Name)
            return;
        WarnOf<IEffectSink>(parts.Sinks.IsEmpty, nameof(GrowthBookBuilder.AddSink));
        WarnOf<IEffectHandler>(parts.Handlers.IsEmpty && parts.Observers.IsEmpty, nameof(GrowthBookBuilder.AddHandler));
        WarnOf<IStickyBucketStore>(parts.StickyBuckets is null, nameof(GrowthBookBuilder.UseStickyBuckets));
        WarnOf<IPayloadCache>(parts.Cache is null && options.CacheDirectory is null, nameof(GrowthBookBuilder.UseCache));
        WarnOf<IPayloadSource>(parts.Source is null && parts.InitialSource is null, nameof(GrowthBookBuilder.UseSource));

        void WarnOf<T>(bool isUnused, string method)
        {
            if (isUnused && registered.IsService(typeof(T)))
                ClientLog.UnusedRegistration(GuardedLogger.Of(parts.LoggerFactory.CreateLogger(ClientLog.Category)), typeof(T).Name, $"{method}<{typeof(T).Name}>()");
        }
    }
}
