using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>Finds the connection to Redis among the services.</summary>
internal static class RegisteredConnection
{
    /// <summary>What makes the connection for a client: that of its name, or else that of all.</summary>
    public static Func<Task<IConnectionMultiplexer>> Of(IServiceProvider provider, string client)
    {
        if ((client.Length > 0 ? Keyed(provider, client) : null) is { } own)
            return own;
        return Among(provider.GetService<RedisConnection>(), provider.GetService<IConnectionMultiplexer>)
            ?? throw new InvalidOperationException(
                $"GrowthBook{(client.Length == 0 ? "" : $" client `{client}`")}: the services have no connection to Redis; "
                + $"register a {nameof(RedisConnection)} or an {nameof(IConnectionMultiplexer)}, or give the connection to UseRedisStickyBuckets and UseRedisPayloadCache");
    }

    private static Func<Task<IConnectionMultiplexer>>? Keyed(IServiceProvider provider, string client) =>
        Among(provider.GetKeyedService<RedisConnection>(client), () => provider.GetKeyedService<IConnectionMultiplexer>(client));

    private static Func<Task<IConnectionMultiplexer>>? Among(RedisConnection? connection, Func<IConnectionMultiplexer?> multiplexer)
    {
        if (connection is not null)
            return connection.GetAsync;
        return multiplexer() is { } made ? () => Task.FromResult(made) : null;
    }
}
