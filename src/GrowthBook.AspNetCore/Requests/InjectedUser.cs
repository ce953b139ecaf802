using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Finds the endpoints that get <see cref="IGrowthBookUser"/> injected: into their handler, controller or page, or into a service that
/// these take. Services that a factory makes are not followed, unless they are registered by their class.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimmed)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimmed)]
internal sealed class InjectedUser(IServiceCollection services)
{
    private const string Trimmed = "A constructor or property that trimming removed is not used, so it takes no user.";

    private static readonly object Taken = new();
    private static readonly object NotTaken = new();

    private readonly ConditionalWeakTable<Endpoint, object> _known = [];
    private readonly Lazy<ILookup<Type, ServiceDescriptor>> _services = new(() => services.ToLookup(service => service.ServiceType));

    /// <summary>Whether an endpoint gets the user injected. The first call for an endpoint reads its types, later calls allocate nothing.</summary>
    public bool IsTakenBy(Endpoint endpoint) =>
        ReferenceEquals(_known.TryGetValue(endpoint, out var known) ? known : _known.GetValue(endpoint, Find), Taken);

    private object Find(Endpoint endpoint)
    {
        var seen = new HashSet<Type>();
        return TypesOf(endpoint.Metadata).Any(type => Takes(type, seen)) ? Taken : NotTaken;
    }

    /// <summary>The types that the code of an endpoint gets.</summary>
    private static IEnumerable<Type> TypesOf(EndpointMetadataCollection metadata)
    {
        if (metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page)
        {
            return TypesOf(page.HandlerTypeInfo)
                .Concat(page.HandlerMethods.SelectMany(handler => TypesOf(handler.MethodInfo)))
                .Concat(page.PageTypeInfo.GetProperties().Select(property => property.PropertyType));
        }
        if (metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
            return TypesOf(action.ControllerTypeInfo).Concat(TypesOf(action.MethodInfo));
        return metadata.GetMetadata<MethodInfo>() is { } handler ? TypesOf(handler) : [];
    }

    private static IEnumerable<Type> TypesOf(Type type) => type.GetConstructors().SelectMany(TypesOf);

    private static IEnumerable<Type> TypesOf(MethodBase method) => method.GetParameters().SelectMany(parameter =>
        parameter.IsDefined(typeof(AsParametersAttribute))
            ? TypesOf(parameter.ParameterType).Concat(parameter.ParameterType.GetProperties().Select(property => property.PropertyType))
            : [parameter.ParameterType]);

    private bool Takes(Type type, HashSet<Type> seen)
    {
        if (type == typeof(IGrowthBookUser))
            return true;
        if (!seen.Add(type))
            return false;
        var registered = _services.Value[type].Concat(type.IsConstructedGenericType ? _services.Value[type.GetGenericTypeDefinition()] : []).ToArray();
        return registered.Length > 0
            ? registered.Any(service => service.Lifetime != ServiceLifetime.Singleton && TypesOf(ClassOf(service)).Any(each => Takes(each, seen)))
            : type.IsConstructedGenericType && type.GetGenericArguments().Any(each => Takes(each, seen)); // such as IEnumerable<T>
    }

    private static Type ClassOf(ServiceDescriptor service) =>
        (service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType) ?? service.ServiceType;
}
