using System.Text;
using GrowthBook.Client.Tests;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>A client over Microsoft's <see cref="IDistributedCache"/> for Redis, for the payload and for sticky buckets.</summary>
public sealed class DistributedCacheTests
{
    [SkippableFact]
    public async Task A_restart_of_Redis_loses_nothing()
    {
        SharedRedis.Need();
        await using var server = await FeatureServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        server.Payload = Payload("a");
        await using (var process = Process(server, redis))
        {
            var client = process.GetRequiredService<GrowthBookClient>();
            Assert.Equal(PayloadOrigin.Network, (await client.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
            Assert.Equal("new", (await UserAsync(client, "before")).GetFeatureValue("layout", ""));
            await client.FlushAsync().WaitAsync(Eventually.Patience);
            var read = await UserAsync(client, "read before the outage");

            await redis.KillAsync();
            server.Payload = Payload("b");
            Assert.IsType<RefreshResult.Updated>(await client.RefreshAsync());
            var during = await UserAsync(client, "during");
            Assert.Equal(("b", "new"), (during.GetFeatureValue("name", ""), during.GetFeatureValue("layout", "")));
            Assert.Equal("new", read.GetFeatureValue("layout", ""));
            await Eventually.Holds(() => client.WriterCounts[0].FailedAttempts > 0, "a save meets the outage");

            await redis.StartAgainAsync();
            await client.FlushAsync().WaitAsync(Eventually.Patience);
            var counts = client.WriterCounts[0];
            Assert.Equal((2, 2, 0), (counts.Accepted, counts.Written, counts.Dropped));
            await Eventually.Holds(
                async () =>
                {
                    // The server confirms the payload each time, and each time the cache is to have it.
                    await client.RefreshAsync();
                    var cached = await new DistributedPayloadCache(process.GetRequiredService<IDistributedCache>()).ReadAsync(server.Connection().CacheKey, default);
                    return Encoding.UTF8.GetString(cached!.Json.Span) == Payload("b");
                },
                "the cache has the payload of the outage");
        }

        await server.StopAsync();
        await using var next = Process(server, redis);
        var restarted = next.GetRequiredService<GrowthBookClient>();
        Assert.True((await restarted.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
        Assert.Equal("b", restarted.UserWithoutLookup(Attributes.Empty).GetFeatureValue("name", ""));
        Assert.True(await IsStickyAsync(restarted, "before"));
        Assert.True(await IsStickyAsync(restarted, "read before the outage"));
        // Where assignments could not be read, nothing was stored in their place.
        Assert.False(await IsStickyAsync(restarted, "during"));
    }

    private static string Payload(string name) =>
        $$$"""{"features":{"name":{"defaultValue":"{{{name}}}"},"layout":{"defaultValue":"old","rules":[{"key":"layout","variations":["old","new"],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"control"},{"key":"wide"}]}]} } }""";

    private static ValueTask<GrowthBookUser> UserAsync(GrowthBookClient client, string id) => client.UserAsync(new Attributes { ["id"] = id });

    private static async Task<bool> IsStickyAsync(GrowthBookClient client, string id) =>
        (await UserAsync(client, id)).EvalFeature("layout").ExperimentResult!.StickyBucketUsed;

    private static ServiceProvider Process(FeatureServer server, RedisServer redis)
    {
        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => redis.ConnectAsync());
        services.AddGrowthBook(options =>
        {
            (options.ClientKey, options.ApiHost, options.UpdateMode) = (FeatureServer.ClientKey, server.Url, PayloadUpdateMode.Manual);
            options.StickyBucketTimeout = Eventually.Patience;
            options.Writer = new EffectWriterOptions
            {
                MaxBatchDelay = TimeSpan.FromMilliseconds(20),
                RetryDelay = TimeSpan.FromMilliseconds(20),
                MaxRetryDelay = TimeSpan.FromMilliseconds(200),
                MaxAttempts = 10_000,
            };
        }).UseDistributedCache().UseDistributedStickyBuckets();
        return services.BuildServiceProvider();
    }
}
