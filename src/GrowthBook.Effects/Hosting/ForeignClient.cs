using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// A <see cref="GrowthBookClient"/> that an application registered by itself. Next to it <c>AddGrowthBook</c> would have no effect: the container has one
/// client, which lacks the options and parts of the other one.
/// </summary>
internal static class ForeignClient
{
    private const string Cure = "set its options and parts with AddGrowthBook and remove the other registration; or keep that one, and remove AddGrowthBook";

    /// <summary>Whether a service is the client with a key.</summary>
    public static bool IsClient(ServiceDescriptor service, object? key) => service.ServiceType == typeof(GrowthBookClient) && Equals(service.ServiceKey, key);

    /// <exception cref="InvalidOperationException">The application has registered a client with the key.</exception>
    public static void ThrowIfAny(IServiceCollection services, object? key)
    {
        if (services.Any(service => IsClient(service, key) && !IsOwn(service)))
            throw new InvalidOperationException($"the services have a GrowthBookClient that AddGrowthBook did not register, so AddGrowthBook has no effect: {Cure}");
    }

    /// <exception cref="InvalidOperationException">The client is not that of <c>AddGrowthBook</c>: the application has registered one after it.</exception>
    public static void ThrowIf(GrowthBookClient client)
    {
        if (!client.IsRegistered)
            throw new InvalidOperationException($"a GrowthBookClient is registered after AddGrowthBook and replaces its client, so AddGrowthBook has no effect: {Cure}");
    }

    /// <summary>Whether this library creates the service.</summary>
    private static bool IsOwn(ServiceDescriptor service) =>
        (service.IsKeyedService ? service.KeyedImplementationFactory?.Target : service.ImplementationFactory?.Target)?.GetType().Assembly == typeof(ForeignClient).Assembly;
}
