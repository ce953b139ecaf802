using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client;

/// <summary>
/// The container as the functions that return a client's parts see it. Tells the parts that a function made, of which the client disposes, from
/// services of the container, of which the container disposes. Thread-safe.
/// </summary>
/// <param name="container">The container.</param>
/// <param name="registered">The objects that the application registered; <c>null</c> if they are not known.</param>
internal sealed class PartProvider(IServiceProvider container, RegisteredObjects? registered) : IKeyedServiceProvider, ISupportRequiredService
{
    private readonly object _gate = new();
    private readonly List<object> _services = [];
    private readonly List<object> _made = [];
    private bool _isAsked;
    private volatile bool _canCallServices;
    private bool _isComplete;

    /// <summary>Returns what a function returned, as made by it unless it is a service of the container.</summary>
    /// <param name="provider">The container that the function got.</param>
    /// <param name="part">The part.</param>
    /// <param name="method">The method of the builder that got the function.</param>
    /// <param name="kind">The kind of the part, with its article.</param>
    /// <exception cref="NullResultException">The function returned <c>null</c>.</exception>
    public static T Made<T>(IServiceProvider provider, T? part, string method, string kind)
        where T : class
    {
        var made = part ?? throw NullResultException.OfFactory(method, kind);
        (provider as PartProvider)?.Add(made);
        return made;
    }

    /// <summary>Ends the recording: functions may keep the provider. Returns the parts that they made.</summary>
    public ImmutableArray<object> Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            return [.. _made];
        }
    }

    /// <summary>
    /// Whether the parts can call services of the application, now or later: a function or class took one, or what gives services, or its function asked for
    /// nothing and so may have kept this provider.
    /// </summary>
    public bool CanCallServices => _canCallServices;

    public object? GetService(Type serviceType) => Record(serviceType, container.GetService(serviceType));

    public object GetRequiredService(Type serviceType) => Record(serviceType, container.GetRequiredService(serviceType))!;

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Record(serviceType, Keyed.GetKeyedService(serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Record(serviceType, Keyed.GetRequiredKeyedService(serviceType, serviceKey))!;

    private IKeyedServiceProvider Keyed => container as IKeyedServiceProvider ?? throw new InvalidOperationException("the container has no keyed services");

    private void Add(object part)
    {
        lock (_gate)
        {
            _canCallServices |= !_isAsked;
            _isAsked = false;
            var levels = WrappedPart.LevelsOf(part).ToList();
            if (!_isComplete && !levels.Exists(level => Contains(_services, level) || Contains(_made, level) || registered?.Has(level) == true))
                _made.Add(levels.First(level => level is not IReceiverWrapper));
        }
    }

    private object? Record(Type type, object? service)
    {
        lock (_gate)
        {
            _isAsked = true;
            if (_isComplete || service is null)
                return service;
            _canCallServices |= !IsOfFramework(type);
            _services.AddRange(service as object[] ?? [service]); // an array is IEnumerable<T> of a service
        }
        return service;
    }

    /// <summary>Whether the framework has the type, and an object of it gives no services: <c>ILogger&lt;T&gt;</c> does not, and <c>IEnumerable&lt;T&gt;</c> does.</summary>
    private static bool IsOfFramework(Type type) => type != typeof(IServiceProvider) && type != typeof(IServiceScopeFactory) && type.Namespace is { } name
        && (name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || (!type.IsGenericType && (name + ".").StartsWith("System.", StringComparison.Ordinal)));

    private static bool Contains(List<object> objects, object part) => objects.Exists(each => ReferenceEquals(each, part));
}
