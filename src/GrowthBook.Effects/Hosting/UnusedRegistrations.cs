using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// Warns of parts that are registered as services of the container: a client does not look there. Looks when all clients of the container are created,
/// without creating the services; not in an application under test, whose parts are removed (<see cref="GrowthBookBuilder.ClearParts"/>). Thread-safe.
/// </summary>
/// <param name="services">The services of the container.</param>
internal sealed class UnusedRegistrations(IServiceCollection services)
{
    private static readonly Kind[] Kinds =
    [
        Kind.Of<IEffectSink>(nameof(GrowthBookBuilder.AddSink), client => client.Sinks),
        Kind.Of<IEffectHandler>(nameof(GrowthBookBuilder.AddHandler), client => client.Handlers.Concat(client.Observers)),
        Kind.Of<IStickyBucketStore>(nameof(GrowthBookBuilder.UseStickyBuckets), client => [client.StickyBuckets]),
        Kind.Of<IPayloadCache>(nameof(GrowthBookBuilder.UseCache), client => [client.Cache]),
        Kind.Of<IPayloadSource>(nameof(GrowthBookBuilder.UseSource), client => [client.Source, client.InitialSource]),
    ];

    private readonly List<(ClientServices Parts, PartProvider Provider)> _clients = [];

    /// <summary>Notes a client that was created; after the last one, warns.</summary>
    /// <param name="container">The container.</param>
    /// <param name="parts">The parts of the client.</param>
    /// <param name="provider">What its parts took from the container.</param>
    public void Created(IServiceProvider container, ClientServices parts, PartProvider provider)
    {
        (ClientServices Parts, PartProvider Provider)[] clients;
        lock (_clients)
        {
            _clients.Add((parts, provider));
            var registered = new HashSet<string>(container.GetServices<RegisteredClient>().Select(client => client.Name), KeyedTexts.Comparer);
            if (!registered.SetEquals(container.GetServices<AddedClient>().Select(client => client.Name)) || !registered.SetEquals(_clients.Select(client => client.Parts.Name)))
                return;
            clients = [.. _clients];
            _clients.Clear();
        }
        var logger = GuardedLogger.Of(parts.LoggerFactory.CreateLogger(ClientLog.Category));
        foreach (var kind in Kinds)
        {
            var used = new UsedParts(clients.SelectMany(client => kind.PartsOf(client.Parts)), kind.Service, [.. clients.Select(client => client.Provider)]);
            foreach (var (name, arguments) in Unused(container, kind, used))
                ClientLog.UnusedRegistration(logger, name, kind.Method + arguments);
        }
    }

    /// <summary>The registrations that no client uses, each with the arguments of the call that passes it.</summary>
    private IEnumerable<(string Name, string Arguments)> Unused(IServiceProvider container, Kind kind, UsedParts used)
    {
        var service = kind.Service;
        var registered = services.Where(each => !each.IsKeyedService && each.ServiceType == service).ToList();
        if (registered.Count == 0)
        {
            // A container may have registrations of its own.
            if (container.GetService<IServiceProviderIsService>()?.IsService(service) == true && !used.HasTaken(service) && !used.HasServices)
                yield return (service.Name, $"<{service.Name}>()");
            yield break;
        }
        if (used.HasTaken(kind.Several) || new ServiceReach(services).CanGet(used.Taken, service, kind.Several))
            yield break;
        for (var i = 0; i < registered.Count; i++)
        {
            var isLast = i == registered.Count - 1;
            if ((isLast && used.HasTaken(service)) || IsUsed(registered[i], used))
                continue;
            var type = ClassOf(registered[i]);
            yield return (
                type is null ? service.Name : $"{service.Name} {TypeName.Of(type)}",
                isLast ? $"<{service.Name}>()" : type is null ? "(…)" : $"<{TypeName.Of(type)}>()");
        }
    }

    /// <summary>Whether a part is the service. The service of a function may be another service of the container, so that it counts as used if the clients have one.</summary>
    private static bool IsUsed(ServiceDescriptor registered, UsedParts used) =>
        registered.ImplementationInstance is { } instance ? used.Has(instance)
        : ClassOf(registered) is { } type ? used.Has(type)
        : used.HasServices;

    private static Type? ClassOf(ServiceDescriptor registered) => registered.ImplementationInstance?.GetType() ?? registered.ImplementationType
        ?? (registered.ImplementationFactory?.GetType().GenericTypeArguments is [_, { IsClass: true } type] && type != typeof(object) ? type : null);

    /// <summary>A kind of parts.</summary>
    /// <param name="Service">Its interface.</param>
    /// <param name="Several">The type by which a container gives all of its services.</param>
    /// <param name="Method">The method that adds one to a client.</param>
    /// <param name="PartsOf">Those of a client.</param>
    private sealed record Kind(Type Service, Type Several, string Method, Func<ClientServices, IEnumerable<object?>> PartsOf)
    {
        public static Kind Of<T>(string method, Func<ClientServices, IEnumerable<object?>> partsOf) => new(typeof(T), typeof(IEnumerable<T>), method, partsOf);
    }
}
