using System.Collections.Concurrent;

namespace GrowthBook.Client;

/// <summary>Counts the clients of each connection per minute, to warn of one client per request. Counts the first 1000 connections, so that its memory is bounded. Thread-safe.</summary>
internal sealed class ClientsPerConnection
{
    /// <summary>The number of clients that has a warning, once per connection: 10.</summary>
    private const int Many = 10;

    private const int MostConnections = 1000;

    /// <summary>The time in which they are created. The count begins anew with the first client after it, so that clients that replace one another have no warning.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (int Count, long Start)> _clients = new(KeyedTexts.Comparer);

    /// <summary>The clients that code of this process created.</summary>
    public static ClientsPerConnection OfProcess { get; } = new();

    /// <param name="logger">Logs the warning.</param>
    /// <param name="connection">The key of the connection.</param>
    /// <param name="time">The clock.</param>
    public void Add(GuardedLogger logger, string connection, TimeProvider time)
    {
        if (!_clients.ContainsKey(connection) && _clients.Count >= MostConnections)
            return;
        var now = time.GetTimestamp();
        var (count, _) = _clients.AddOrUpdate(
            connection, (1, now), (_, clients) => clients.Count < Many && time.GetElapsedTime(clients.Start, now) > Window ? (1, now) : (clients.Count + 1, clients.Start));
        if (count == Many)
            ClientLog.ManyClients(logger, Many);
    }
}
