using GrowthBook.Client.Tests;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>Registrations by the builder's methods, and the connection that they use.</summary>
public sealed class RegistrationTests : IAsyncLifetime
{
    private const string Payload = """{"features":{"layout":{"defaultValue":"old","rules":[{"key":"layout","variations":["old","new"],"weights":[0,1],"hashAttribute":"id"}]}}}""";

    private readonly ServiceCollection _services = new();
    private FeatureServer _server = null!;
    private RedisServer? _redis;
    private IConnectionMultiplexer? _connection;

    public async Task InitializeAsync()
    {
        _server = await FeatureServer.StartAsync();
        _server.Payload = Payload;
        if (RedisServer.Missing() is not null)
            return;
        _redis = await RedisServer.StartAsync();
        _connection = await _redis.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_registered_RedisConnection_is_used_and_closed_after_the_client_has_written()
    {
        SharedRedis.Need();
        var registered = new RedisConnection(_redis!.Configuration);
        _services.AddSingleton(_ => registered);
        Add().UseRedisStickyBuckets().UseRedisPayloadCache();
        await UseAsync("");
        Assert.Equal(["growthbook", "id||1"], await KeysAsync(_connection!));
        await Assert.ThrowsAsync<ObjectDisposedException>(registered.GetAsync);
    }

    [SkippableFact]
    public async Task A_registered_multiplexer_is_used_with_the_options()
    {
        SharedRedis.Need();
        _services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(_redis!.Configuration));
        Add().UseRedisStickyBuckets(new RedisStickyBucketOptions { KeyPrefix = "sticky:" }).UseRedisPayloadCache(new RedisPayloadCacheOptions { KeyPrefix = "payload:" });
        await UseAsync("");
        Assert.Equal(["payload", "sticky"], await KeysAsync(_connection!));
    }

    [SkippableFact]
    public async Task A_passed_connection_is_used_and_left_open()
    {
        SharedRedis.Need();
        await using var redis = new RedisConnection(_redis!.Configuration);
        Add().UseRedisStickyBuckets(_connection!).UseRedisPayloadCache(_connection!, new RedisPayloadCacheOptions { KeyPrefix = "first:" });
        Add("second").UseRedisStickyBuckets(redis.GetAsync, new RedisStickyBucketOptions { KeyPrefix = "second:" })
            .UseRedisPayloadCache(redis.GetAsync, new RedisPayloadCacheOptions { KeyPrefix = "second-payload:" });
        await UseAsync("", "second");
        Assert.Equal(["first", "id||1", "second", "second-payload"], await KeysAsync(_connection!));
        Assert.True((await redis.GetAsync()).IsConnected);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_named_client_prefers_the_connection_of_its_name(bool asMultiplexer)
    {
        SharedRedis.Need();
        await using var other = await RedisServer.StartAsync();
        _services.AddSingleton(_ => new RedisConnection(_redis!.Configuration));
        if (asMultiplexer)
            _services.AddKeyedSingleton<IConnectionMultiplexer>("own", (_, _) => ConnectionMultiplexer.Connect(other.Configuration));
        else
            _services.AddKeyedSingleton("own", (_, _) => new RedisConnection(other.Configuration));
        Add("own").UseRedisStickyBuckets(new RedisStickyBucketOptions { KeyPrefix = "own:" }).UseRedisPayloadCache();
        Add("common").UseRedisStickyBuckets(new RedisStickyBucketOptions { KeyPrefix = "common:" }).UseRedisPayloadCache();
        await UseAsync("own", "common");
        await using var connection = await other.ConnectAsync();
        Assert.Equal(["growthbook", "own"], await KeysAsync(connection));
        Assert.Equal(["common", "growthbook"], await KeysAsync(_connection!));
    }

    [Theory]
    [InlineData("", "GrowthBook: no connection to Redis is registered; register a RedisConnection or an IConnectionMultiplexer, or pass a connection to UseRedisStickyBuckets and UseRedisPayloadCache")]
    [InlineData("shop", "GrowthBook client `shop`: no connection to Redis is registered; register a RedisConnection or an IConnectionMultiplexer, or pass a connection to UseRedisStickyBuckets and UseRedisPayloadCache")]
    public async Task Without_a_connection_the_error_says_what_to_register(string name, string message)
    {
        Add(name).UseRedisPayloadCache();
        Add("sticky " + name).UseRedisStickyBuckets();
        await using var provider = _services.BuildServiceProvider();
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Client(provider, name)).Message);
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredKeyedService<GrowthBookClient>("sticky " + name));
    }

    [Fact]
    public async Task A_client_evaluates_without_Redis()
    {
        using var closed = new HeldPort();
        _services.AddSingleton(_ => new RedisConnection($"127.0.0.1:{closed.Number},connectTimeout=200"));
        Add().UseRedisStickyBuckets().UseRedisPayloadCache();
        await using var provider = _services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal(PayloadOrigin.Network, (await client.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
        Assert.Equal("new", (await client.UserAsync(new Attributes { ["id"] = "1" })).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task A_provider_that_is_disposed_synchronously_closes_the_connection()
    {
        using var closed = new HeldPort();
        _services.AddSingleton(_ => new RedisConnection($"127.0.0.1:{closed.Number},connectTimeout=200"));
        Add().UseRedisStickyBuckets().UseRedisPayloadCache();
        RedisConnection redis;
        using (var provider = _services.BuildServiceProvider())
        {
            redis = provider.GetRequiredService<RedisConnection>();
            Assert.NotNull(provider.GetRequiredService<GrowthBookClient>());
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(redis.GetAsync);
        redis.Dispose();
        await redis.DisposeAsync();
    }

    private static GrowthBookClient Client(IServiceProvider provider, string name) =>
        name.Length == 0 ? provider.GetRequiredService<GrowthBookClient>() : provider.GetRequiredKeyedService<GrowthBookClient>(name);

    private GrowthBookBuilder Add(string name = "") => _services.AddGrowthBook(name, options =>
    {
        (options.ClientKey, options.ApiHost, options.UpdateMode) = (FeatureServer.ClientKey, _server.Url, PayloadUpdateMode.Manual);
        options.StickyBucketTimeout = Eventually.Patience;
    });

    /// <summary>Lets clients load the payload and assign a user, and disposes the services without waiting for pending saves.</summary>
    private async Task UseAsync(params string[] names)
    {
        await using var provider = _services.BuildServiceProvider();
        foreach (var name in names)
        {
            var client = Client(provider, name);
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            Assert.Equal("new", (await client.UserAsync(new Attributes { ["id"] = "1" })).GetFeatureValue("layout", ""));
        }
    }

    /// <summary>The beginnings of all keys up to the first colon.</summary>
    private static async Task<List<string>> KeysAsync(IConnectionMultiplexer connection)
    {
        var keys = new List<string>();
        await foreach (var key in connection.GetServers().Single().KeysAsync())
            keys.Add(key.ToString().Split(':')[0]);
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }
}
