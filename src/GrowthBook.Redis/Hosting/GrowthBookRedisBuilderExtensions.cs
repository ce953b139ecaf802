using GrowthBook.Client;
using GrowthBook.Client.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures a client of <c>AddGrowthBook</c> to store sticky buckets and payloads in Redis.</summary>
/// <remarks>
/// Overloads without a connection use the registered one: a <see cref="RedisConnection"/> or, without one, an
/// <see cref="IConnectionMultiplexer"/>; for a named client, one registered under the client's name is preferred. It is
/// resolved when the client is created, and the service provider closes it after the client has written its pending effects.
/// A <see cref="RedisConnection"/> connects at its first use, so that the start does not depend on Redis.
/// </remarks>
public static class GrowthBookRedisBuilderExtensions
{
    /// <summary>Stores sticky bucket assignments in Redis, over the registered connection; see <see cref="RedisStickyBucketStore"/>.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder. Without a registered connection, creating the client throws an <see cref="InvalidOperationException"/>.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(this GrowthBookBuilder builder, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseStickyBuckets(provider => new RedisStickyBucketStore(RegisteredConnection.Of(provider, builder.Name), options, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Stores sticky bucket assignments in Redis, over a connection that the application owns.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(
        this GrowthBookBuilder builder, IConnectionMultiplexer multiplexer, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        _ = multiplexer ?? throw new ArgumentNullException(nameof(multiplexer));
        options?.Faults().ThrowIfAny();
        return builder.UseStickyBuckets(provider => new RedisStickyBucketStore(multiplexer, options, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Stores sticky bucket assignments in Redis, over a connection that is made at the first use.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only after it failed.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisStickyBuckets(
        this GrowthBookBuilder builder, Func<Task<IConnectionMultiplexer>> connect, RedisStickyBucketOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        _ = connect ?? throw new ArgumentNullException(nameof(connect));
        options?.Faults().ThrowIfAny();
        return builder.UseStickyBuckets(provider => new RedisStickyBucketStore(connect, options, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Shares the payload with other processes through Redis, over the registered connection; see <see cref="RedisPayloadCache"/>.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="options">The options. Default: <c>null</c>, the defaults of the options.</param>
    /// <returns>The same builder. Without a registered connection, creating the client throws an <see cref="InvalidOperationException"/>.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(this GrowthBookBuilder builder, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        return builder.UseCache(provider => new RedisPayloadCache(RegisteredConnection.Of(provider, builder.Name), options, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Shares the payload with other processes through Redis, over a connection that the application owns.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">The options. Default: <c>null</c>, the defaults of the options.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(
        this GrowthBookBuilder builder, IConnectionMultiplexer multiplexer, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        _ = multiplexer ?? throw new ArgumentNullException(nameof(multiplexer));
        options?.Faults().ThrowIfAny();
        return builder.UseCache(provider => new RedisPayloadCache(multiplexer, options, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Shares the payload with other processes through Redis, over a connection that is made at the first use.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only after it failed.</param>
    /// <param name="options">The options. Default: <c>null</c>, the defaults of the options.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder UseRedisPayloadCache(
        this GrowthBookBuilder builder, Func<Task<IConnectionMultiplexer>> connect, RedisPayloadCacheOptions? options = null)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        _ = connect ?? throw new ArgumentNullException(nameof(connect));
        options?.Faults().ThrowIfAny();
        return builder.UseCache(provider => new RedisPayloadCache(connect, options, provider.GetService<ILoggerFactory>()));
    }
}
