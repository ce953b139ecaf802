using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// What services of the container can get through other services: by their constructors, or by the function that makes one, which can take any service.
/// Services with a type of the framework are left out.
/// </summary>
/// <param name="services">The services of the container.</param>
internal sealed class ServiceReach(IServiceCollection services)
{
    /// <summary>Whether objects can get a service.</summary>
    /// <param name="objects">The objects, which are services of the container.</param>
    /// <param name="service">The type of the service.</param>
    /// <param name="several">The type by which a container gives all of its services.</param>
    public bool CanGet(IReadOnlyCollection<object> objects, Type service, Type several)
    {
        var isSeen = new HashSet<ServiceDescriptor>();
        var open = new Stack<ServiceDescriptor>(Registered().Where(each => objects.Any(part => Makes(each, part))));
        while (open.Count > 0)
        {
            var registered = open.Pop();
            if (!isSeen.Add(registered))
                continue;
            if (registered.ImplementationFactory is not null)
                return true;
            foreach (var type in ParametersOf(registered))
            {
                if (type == service || type == several)
                    return true;
                foreach (var next in Registered().Where(each => each.ServiceType == type || IsListOf(type, each.ServiceType)))
                    open.Push(next);
            }
        }
        return false;
    }

    private IEnumerable<ServiceDescriptor> Registered() => services.Where(each => !each.IsKeyedService && !IsOfFramework(each.ServiceType));

    private static bool Makes(ServiceDescriptor registered, object part) => registered.ImplementationType is { } type
        ? part.GetType() == type
        : registered.ImplementationFactory is not null && registered.ServiceType.IsInstanceOfType(part);

    private static IEnumerable<Type> ParametersOf(ServiceDescriptor registered) => registered.ImplementationType is { } type
        ? type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType)
        : [];

    private static bool IsListOf(Type list, Type element) =>
        list.IsGenericType && list.GetGenericTypeDefinition() == typeof(IEnumerable<>) && list.GenericTypeArguments[0] == element;

    private static bool IsOfFramework(Type type) => type.Assembly.GetName().Name is { } name
        && (name is "mscorlib" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
