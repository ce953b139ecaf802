using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>Creates parts of a client. The container's exception for a part that needs a scoped service names neither the part nor a mend.</summary>
internal static class ScopedServices
{
    /// <summary>The registered service of a class, or else a new object.</summary>
    /// <exception cref="ScopedServiceException">The part needs a scoped service.</exception>
    /// <exception cref="NoServiceException">The type is an interface or an abstract class, and no service.</exception>
    public static T Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceProvider provider) => Call<T>(
        typeof(T).IsAbstract ? static provider => (T)(provider.GetService(typeof(T)) ?? throw new NoServiceException(TypeName.Of(typeof(T)))) : ActivatorUtilities.GetServiceOrCreateInstance<T>,
        provider, TypeName.Of(typeof(T)));

    /// <summary>What the function of a method of the builder returns.</summary>
    /// <exception cref="ScopedServiceException">The function takes a scoped service.</exception>
    public static T Made<T>(Func<IServiceProvider, T> function, IServiceProvider provider, string method)
    {
        try
        {
            return Call(function, provider, $"the function of {method}");
        }
        catch (NoServiceException e)
        {
            throw new InvalidOperationException($"{method}<{e.Type}>() needs a service of this type, and none is registered; register it, such as by AddSingleton<{e.Type}, …>(), or give {method} a class");
        }
    }

    private static T Call<T>(Func<IServiceProvider, T> function, IServiceProvider provider, string part)
    {
        try
        {
            return function(provider);
        }
        catch (InvalidOperationException e) when (e is not ScopedServiceException && e.Message.Contains("scoped service"))
        {
            throw new ScopedServiceException(part, e);
        }
    }
}

/// <summary>A part is an interface or an abstract class that is no service.</summary>
/// <param name="type">The type.</param>
internal sealed class NoServiceException(string type) : InvalidOperationException
{
    public string Type => type;
}

/// <summary>A part is or needs a scoped service.</summary>
/// <param name="part">The part.</param>
/// <param name="inner">The exception of the container.</param>
internal sealed class ScopedServiceException(string part, Exception inner) : InvalidOperationException(
    $"{part} is or needs a scoped service, and a part of the client, such as a handler, a sink or a store, is a singleton; take {nameof(IServiceScopeFactory)}, and create a scope for each call: {inner.Message}", inner);
