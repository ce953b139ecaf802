using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// A <see cref="GrowthBookClient"/> that an application registered by itself. The container has one client, so that <c>AddGrowthBook</c> after it would
/// have no effect. One that is registered after <c>AddGrowthBook</c>, such as by a test, replaces the client, which the log has at the start.
/// </summary>
internal static class ForeignClient
{
    /// <summary>Whether a service is the client with a key.</summary>
    public static bool IsClient(ServiceDescriptor service, object? key) => service.ServiceType == typeof(GrowthBookClient) && Equals(service.ServiceKey, key);

    /// <exception cref="InvalidOperationException">There is a client of the name, and <c>AddGrowthBook</c> was not called for it.</exception>
    public static void ThrowIfFirst(IServiceCollection services, string name, object? key)
    {
        if (services.Any(service => IsClient(service, key)) && !services.Any(service => !service.IsKeyedService && service.ImplementationInstance is AddedClient added && added.Name == name))
        {
            throw new InvalidOperationException(
                "the services have a GrowthBookClient that AddGrowthBook did not register, so AddGrowthBook has no effect: set its options and parts with AddGrowthBook and remove the other registration; or keep that one, and remove AddGrowthBook");
        }
    }
}
