using GrowthBook.Client.Redis;
using GrowthBook.Client.Redis.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Client.Native;

/// <summary>Two hosts of a fleet over their own Redis: the second has the assignments and the payload of the first.</summary>
internal static class RedisFleet
{
    private static readonly Attributes Ada = new() { ["id"] = "ada" };

    public static async Task CheckAsync(Checks checks)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await FlagServer.StartAsync();
        var (one, other) = (Node(server, redis), Node(server, redis));
        await one.StartAsync();
        await other.StartAsync();
        checks.Equal(1, server.FeatureRequests, "requests of the fleet");

        checks.Equal("new", (await one.Client().UserAsync(Ada)).GetFeatureValue("layout", "none"), "the experiment");
        await one.Client().FlushAsync();
        await using (var connection = await redis.ConnectAsync())
        {
            var document = await connection.GetDatabase().StringGetAsync("id||ada");
            checks.Equal("""{"attributeName":"id","attributeValue":"ada","assignments":{"layout-test__0":"wide"}}""", document.ToString(), "the document");
        }

        (server.Weights, server.Color) = ("[1,0]", "blue");
        checks.That(await one.Client().RefreshAsync() is RefreshResult.Updated, "the refresh");
        await Eventually.Holds(() => other.Client().UserWithoutLookup(Ada).GetFeatureValue("color", "none") == "blue", "the notice to the other host");
        checks.Equal("new", (await other.Client().UserAsync(Ada)).GetFeatureValue("layout", "none"), "the assignment that the first host made");
        checks.Equal(2, server.FeatureRequests, "requests of the fleet after the refresh");

        await redis.KillAsync();
        checks.Equal("old", (await other.Client().UserAsync(Ada)).GetFeatureValue("layout", "none"), "without Redis the hash decides");
        await one.EndAsync();
        await other.EndAsync();
    }

    private static IHost Node(FlagServer server, RedisServer redis) => Hosts.Of(
        $$$"""{"GrowthBook":{"ClientKey":"{{{FlagServer.ClientKey}}}","ApiHost":"{{{server.Url}}}","StartTimeout":"00:00:10","UpdateMode":"Manual"}}""",
        (services, configuration) =>
        {
            services.AddSingleton(_ => new RedisConnection(redis.Configuration));
            services.AddGrowthBook(configuration.GetSection("GrowthBook"))
                .UseRedisStickyBuckets()
                .UseRedisPayloadCache();
        });
}
