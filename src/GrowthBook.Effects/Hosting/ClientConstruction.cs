namespace GrowthBook.Client;

/// <summary>
/// The clients whose parts this thread is creating. A part that asks the container for its own client would make it again without end, and at last
/// block on the container's lock.
/// </summary>
internal static class ClientConstruction
{
    [ThreadStatic]
    private static Stack<(IServiceProvider Provider, string Name)>? _clients;

    /// <summary>Creates a client.</summary>
    /// <param name="provider">The container.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="create">Creates the parts and the client.</param>
    /// <returns>The client.</returns>
    /// <exception cref="InvalidOperationException">A part needs the client that is being created.</exception>
    public static GrowthBookClient Run(IServiceProvider provider, string name, Func<IServiceProvider, string, GrowthBookClient> create)
    {
        var clients = _clients ??= new();
        if (clients.Contains((provider, name)))
        {
            throw new InvalidOperationException(
                "a part of the client, such as a handler, a sink or a store, asks the container for the client while the client is created of its parts; take IServiceProvider in its constructor, and ask for the client when the part is called");
        }
        clients.Push((provider, name));
        try
        {
            return create(provider, name);
        }
        finally
        {
            clients.Pop();
        }
    }
}
