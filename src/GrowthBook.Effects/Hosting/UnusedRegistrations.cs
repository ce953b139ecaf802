using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// Warns of parts that are registered as services of the container: a client does not look there. Looks when all clients of the container are created,
/// without creating the services; not if a part can call services of the application, which may be these, nor in an application under test, whose parts are removed
/// (<see cref="GrowthBookBuilder.ClearParts"/>). Thread-safe.
/// </summary>
/// <param name="services">The services of the container.</param>
internal sealed class UnusedRegistrations(IServiceCollection services)
{
    private static readonly (Type Service, string Method)[] Kinds =
    [
        (typeof(IEffectSink), nameof(GrowthBookBuilder.AddSink)),
        (typeof(IEffectHandler), nameof(GrowthBookBuilder.AddHandler)),
        (typeof(IStickyBucketStore), nameof(GrowthBookBuilder.UseStickyBuckets)),
        (typeof(IPayloadCache), nameof(GrowthBookBuilder.UseCache)),
        (typeof(IPayloadSource), nameof(GrowthBookBuilder.UseSource)),
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
        if (clients.Any(client => client.Provider.CanCallServices))
            return;
        var used = clients.SelectMany(client => PartsOf(client.Parts)).OfType<object>().SelectMany(WrappedPart.LevelsOf).ToList();
        var logger = GuardedLogger.Of(parts.LoggerFactory.CreateLogger(ClientLog.Category));
        foreach (var (service, method) in Kinds)
        {
            foreach (var (name, arguments) in Unused(container, service, used))
                ClientLog.UnusedRegistration(logger, name, method + arguments);
        }
    }

    private static IEnumerable<object?> PartsOf(ClientServices client) =>
        [.. client.Sinks, .. client.Handlers, .. client.Observers, client.StickyBuckets, client.Cache, client.Source, client.InitialSource];

    /// <summary>The registrations that no client uses, each with the arguments of the call that passes it.</summary>
    private IEnumerable<(string Name, string Arguments)> Unused(IServiceProvider container, Type service, List<object> used)
    {
        var registered = services.Where(each => !each.IsKeyedService && each.ServiceType == service).ToList();
        if (registered.Count == 0)
        {
            // A container may have registrations of its own.
            if (container.GetService<IServiceProviderIsService>()?.IsService(service) == true)
                yield return (service.Name, $"<{service.Name}>()");
            yield break;
        }
        for (var i = 0; i < registered.Count; i++)
        {
            var isLast = i == registered.Count - 1;
            var type = ClassOf(registered[i]);
            if (used.Exists(part => registered[i].ImplementationInstance is { } instance ? ReferenceEquals(part, instance) : part.GetType() == type))
                continue;
            yield return (
                type is null ? service.Name : $"{service.Name} {TypeName.Of(type)}",
                isLast ? $"<{service.Name}>()" : type is null ? "(…)" : $"<{TypeName.Of(type)}>()");
        }
    }

    private static Type? ClassOf(ServiceDescriptor registered) => registered.ImplementationInstance?.GetType() ?? registered.ImplementationType
        ?? (registered.ImplementationFactory?.GetType().GenericTypeArguments is [_, { IsClass: true } type] && type != typeof(object) ? type : null);
}
