using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Warns of a handler, observer or sink that was added twice, such as by two modules of an application: it gets each exposure twice. Two of one type that
/// are different objects and were added as objects may have different settings.
/// </summary>
internal static class RepeatedReceivers
{
    public static void Warn(GuardedLogger logger, ClientServices services)
    {
        WarnOf(logger, "sink", "AddSink", services.Sinks, services.SinkClasses);
        WarnOf(logger, "handler", "AddHandler", services.Handlers, services.HandlerClasses);
        WarnOf(logger, "observer", "AddObserver", services.Observers, services.ObserverClasses);
    }

    private static void WarnOf<T>(GuardedLogger logger, string kind, string method, ImmutableArray<T> receivers, ImmutableArray<Type> classes)
        where T : class
    {
        if (receivers.Length < 2)
            return;
        var objects = receivers.GroupBy(IdentityOf).Select(same => (Type: same.First().GetType(), Name: ReceiverName.Of(same.First()), Count: same.Count())).Where(same => same.Count > 1).ToList();
        // A class or interface that the container resolved to one object is among the objects.
        var repeated = classes.GroupBy(type => type).Select(same => (Type: same.Key, Name: TypeName.Of(same.Key), Count: same.Count()))
            .Where(same => same.Count > 1 && !objects.Exists(each => each.Type != same.Type && same.Type.IsAssignableFrom(each.Type)))
            .Concat(objects)
            .GroupBy(same => same.Name);
        foreach (var same in repeated)
            OptionsLog.Repeated(logger, kind, PlainText.Of(same.Key, PlainText.MaxName), same.Max(each => each.Count), method);
    }

    /// <summary>What two receivers of the library have in common that do the same.</summary>
    private static object IdentityOf(object receiver) => receiver switch
    {
        WarehouseSink warehouse => warehouse.Target,
        ActivityEventHandler => typeof(ActivityEventHandler),
        _ => new Reference(receiver),
    };

    /// <summary>An object that equals itself only.</summary>
    private readonly record struct Reference(object Object)
    {
        public bool Equals(Reference other) => ReferenceEquals(Object, other.Object);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Object);
    }
}
