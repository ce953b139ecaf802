using GrowthBook.Client;
using GrowthBook.Client.Redis;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what a client that <c>AddGrowthBook</c> registered is to keep in Redis.</summary>
/// <remarks>
/// Where no connection is given, it is that of the services: a <see cref="RedisConnection"/> or else an
/// <see cref="IConnectionMultiplexer"/>, for a named client one that is registered under the client's name, if there is one.
/// It is taken when the client is made, and closed by the services after the client has written what waits. A
/// <see cref="RedisConnection"/> connects at its first use, so that the start does not depend on Redis.
/// </remarks>
public static class GrowthBookRedisBuilderExtensions
{
    /// <summary>Keeps sticky bucket assignments in Redis, over the connection of the services; see <see cref="RedisStickyBucketStore"/>.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="options">How they are kept. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder. Where the services have no connection, making the client throws an <see cref="InvalidOperationException"/>.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(this GrowthBookBuilder builder, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseStickyBuckets(provider => new RedisStickyBucketStore(RegisteredConnection.Of(provider, builder.Name), options));
    }

    /// <summary>Keeps sticky bucket assignments in Redis, over a connection of the application, which also closes it.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">How they are kept. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(
        this GrowthBookBuilder builder, IConnectionMultiplexer multiplexer, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseStickyBuckets(new RedisStickyBucketStore(multiplexer, options));
    }

    /// <summary>Keeps sticky bucket assignments in Redis, over a connection that is made for the first use.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only if it failed.</param>
    /// <param name="options">How they are kept. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(
        this GrowthBookBuilder builder, Func<Task<IConnectionMultiplexer>> connect, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseStickyBuckets(new RedisStickyBucketStore(connect, options));
    }

    /// <summary>Shares the payload with other processes through Redis, over the connection of the services; see <see cref="RedisPayloadCache"/>.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="options">How it is kept. Default: <c>null</c>, as the members of the options say.</param>
    /// <returns>The same builder. Where the services have no connection, making the client throws an <see cref="InvalidOperationException"/>.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(this GrowthBookBuilder builder, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseCache(provider => new RedisPayloadCache(RegisteredConnection.Of(provider, builder.Name), options));
    }

    /// <summary>Shares the payload with other processes through Redis, over a connection of the application, which also closes it.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">How it is kept. Default: <c>null</c>, as the members of the options say.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(
        this GrowthBookBuilder builder, IConnectionMultiplexer multiplexer, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseCache(new RedisPayloadCache(multiplexer, options));
    }

    /// <summary>Shares the payload with other processes through Redis, over a connection that is made for the first use.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only if it failed.</param>
    /// <param name="options">How it is kept. Default: <c>null</c>, as the members of the options say.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(
        this GrowthBookBuilder builder, Func<Task<IConnectionMultiplexer>> connect, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseCache(new RedisPayloadCache(connect, options));
    }
}
