using System.Text;
using GrowthBook.Client;

namespace GrowthBook.Benchmarks;

/// <summary>Clients that have the payload of the workload.</summary>
internal static class BenchmarkClients
{
    public static GrowthBookClient WithoutReceivers(Workload workload) => Start(workload, new ClientServices());

    /// <summary>A client with a handler and a sink that do nothing. The queue is large enough for a writer that shares its processor.</summary>
    public static GrowthBookClient WithReceivers(Workload workload) => Start(workload, new ClientServices
    {
        Handlers = [EffectHandler.Of(_ => { })],
        Sinks = [EffectSink.Of((_, _) => default)],
    });

    /// <summary>A client with a store in memory that has an assignment of each user.</summary>
    public static GrowthBookClient WithStoredAssignments(Workload workload, string feature)
    {
        var client = Start(workload, new ClientServices { StickyBuckets = new InMemoryStickyBucketStore() });
        foreach (var user in workload.Users)
            client.UserAsync(user).AsTask().GetAwaiter().GetResult().EvalFeature(feature);
        client.FlushAsync().GetAwaiter().GetResult();
        return client;
    }

    private static GrowthBookClient Start(Workload workload, ClientServices services)
    {
        var options = new GrowthBookOptions { Writer = { Capacity = 1_000_000, BatchSize = 10_000 } };
        var source = new InMemoryPayloadSource(Encoding.UTF8.GetString(workload.PayloadJson));
        var client = new GrowthBookClient(options, services with { Source = source });
        var started = client.StartAsync(Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
        return started.HasPayload ? client : throw new InvalidOperationException("the client has no payload");
    }
}
