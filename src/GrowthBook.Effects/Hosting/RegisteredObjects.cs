using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>The objects that an application made and registered as services: the container does not dispose of them, nor does a client.</summary>
/// <param name="services">The services of the container.</param>
internal sealed class RegisteredObjects(IServiceCollection services)
{
    public bool Has(object part) =>
        services.Any(each => ReferenceEquals(each.IsKeyedService ? each.KeyedImplementationInstance : each.ImplementationInstance, part));
}
