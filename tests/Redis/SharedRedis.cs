using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>One Redis for the tests of a class that leave it running; each uses its own keys.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;
    private IConnectionMultiplexer? _connection;

    internal RedisServer Server => _server!;

    internal IConnectionMultiplexer Connection => _connection!;

    internal IDatabase Database => Connection.GetDatabase();

    /// <summary>Skips the test without Redis.</summary>
    public static void Need() => Skip.If(RedisServer.Missing() is not null, RedisServer.Missing());

    public async Task InitializeAsync()
    {
        if (RedisServer.Missing() is not null)
            return;
        _server = await RedisServer.StartAsync();
        _connection = await _server.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
