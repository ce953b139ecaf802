namespace GrowthBook.Client;

/// <summary>A handler or sink with a name of its own.</summary>
internal interface INamedReceiver
{
    /// <summary>The name in log lines and metrics.</summary>
    string Name { get; }
}

/// <summary>The names of handlers, sinks and stores in log lines and metrics.</summary>
internal static class ReceiverName
{
    /// <summary>Returns the name: one that was set, otherwise the name of the type.</summary>
    public static string Of(object receiver) => receiver is INamedReceiver named ? named.Name : TypeName.Of(receiver.GetType());

    /// <summary>Returns a name that is not blank.</summary>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static string Valid(string name) => string.IsNullOrWhiteSpace(name ?? throw new ArgumentNullException(nameof(name)))
        ? throw new ArgumentException("the name is blank; give the name that log lines show", nameof(name))
        : name;
}
