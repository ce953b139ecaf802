using System.Collections.Concurrent;
using GrowthBook.Client;
using GrowthBook.Client.Tests;

namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>Values that the preludes give to blocks.</summary>
internal static class Given
{
    /// <summary>A feature server with the shop's payload.</summary>
    public static async Task<FeatureServer> ServerAsync()
    {
        var server = await FeatureServer.StartAsync();
        server.Payload = Shop.Json;
        return server;
    }

    /// <summary>A client that has loaded the shop's payload.</summary>
    public static async Task<GrowthBookClient> ClientAsync(GrowthBookOptions? options = null, ClientServices? services = null)
    {
        var source = new InMemoryPayloadSource(Shop.Json);
        var growthBook = new GrowthBookClient(options ?? new GrowthBookOptions(), (services ?? new ClientServices()) with { Source = source });
        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        return growthBook;
    }

    /// <summary>A client that loads from a server, with the options of a block.</summary>
    public static async Task<GrowthBookClient> ClientOfAsync(GrowthBookOptions options, ClientServices? services = null)
    {
        var growthBook = new GrowthBookClient(options, services);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await growthBook.StartAsync(Timeout.InfiniteTimeSpan));
        return growthBook;
    }

    public static IEffectSink Into(ConcurrentQueue<EffectEvent> queue) => EffectSink.Of((batch, _) =>
    {
        foreach (var each in batch)
            queue.Enqueue(each);
        return default;
    });
}
