using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>Finds the registered connection to Redis.</summary>
internal static class RegisteredConnection
{
    /// <summary>The factory of a client's connection: the one registered under the client's name, otherwise the unnamed one.</summary>
    public static Func<Task<IConnectionMultiplexer>> Of(IServiceProvider provider, string client)
    {
        if ((client.Length > 0 ? Named(provider, client) : null) is { } named)
            return named;
        return First(provider.GetService<RedisConnection>(), provider.GetService<IConnectionMultiplexer>)
            ?? throw new InvalidOperationException(
                $"GrowthBook{(client.Length == 0 ? "" : $" client `{client}`")}: no connection to Redis is registered; "
                + $"register a {nameof(RedisConnection)} or an {nameof(IConnectionMultiplexer)}, or pass a connection to UseRedisStickyBuckets and UseRedisPayloadCache");
    }

    private static Func<Task<IConnectionMultiplexer>>? Named(IServiceProvider provider, string client) =>
        First(provider.GetKeyedService<RedisConnection>(client), () => provider.GetKeyedService<IConnectionMultiplexer>(client));

    private static Func<Task<IConnectionMultiplexer>>? First(RedisConnection? connection, Func<IConnectionMultiplexer?> multiplexer)
    {
        if (connection is not null)
            return connection.GetAsync;
        return multiplexer() is { } made ? () => Task.FromResult(made) : null;
    }
}
