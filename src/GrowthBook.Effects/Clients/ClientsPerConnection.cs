using System.Collections.Concurrent;

namespace GrowthBook.Client;

/// <summary>Counts the clients of each connection, to warn of one client per request. Counts the first 1000 connections, so that its memory is bounded. Thread-safe.</summary>
internal sealed class ClientsPerConnection
{
    /// <summary>The number of clients that has a warning, once per connection: 10.</summary>
    private const int Many = 10;

    private const int MostConnections = 1000;

    private readonly ConcurrentDictionary<string, int> _clients = new(KeyedTexts.Comparer);

    /// <summary>The clients that code of this process created.</summary>
    public static ClientsPerConnection OfProcess { get; } = new();

    /// <param name="logger">Logs the warning.</param>
    /// <param name="connection">The key of the connection.</param>
    public void Add(GuardedLogger logger, string connection)
    {
        if (!_clients.ContainsKey(connection) && _clients.Count >= MostConnections)
            return;
        if (_clients.AddOrUpdate(connection, 1, static (_, count) => count + 1) == Many)
            ClientLog.ManyClients(logger, Many);
    }
}
