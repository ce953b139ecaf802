using Autofac.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Containers without keyed services, and containers that are disposed synchronously.</summary>
public sealed class ContainerTests : ServerTest
{
    [Fact]
    public async Task An_unnamed_client_needs_no_keyed_services()
    {
        var sink = new Clients.Recording();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddDistributedMemoryCache();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url))
            .AddSink(sink).UseDistributedCache().UseDistributedStickyBuckets().AddHealthCheck();
        Server.Payload = Clients.Shop.Json;
        await using var provider = (AutofacServiceProvider)new AutofacServiceProviderFactory().CreateServiceProvider(Container(services));
        Assert.IsNotAssignableFrom<IKeyedServiceProvider>(provider);
        var hosted = Assert.Single(provider.GetServices<IHostedService>(), service => service is GrowthBookHostedService);
        await hosted.StartAsync(default);
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.True((await client.UserAsync(Clients.Shop.Ada)).IsOn("layout"));
        Assert.Equal(HealthStatus.Healthy, (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
        await client.FlushAsync();
        Assert.Single(sink.Exposures);
    }

    [Fact]
    public void A_named_client_is_only_a_keyed_service()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop").UseSource(Hosts.Source("a"));
        services.AddGrowthBook("shop");
        using var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredKeyedService<GrowthBookClient>("shop"));
        Assert.Null(provider.GetService<GrowthBookClient>());
        Assert.Single(services, service => service.ServiceType == typeof(GrowthBookClient));
    }

    /// <summary>The container disposes of its clients without <c>await</c>; queued effects are written first.</summary>
    [Fact]
    public async Task A_synchronously_disposed_container_writes_queued_effects()
    {
        var sink = new Clients.Recording();
        var services = new ServiceCollection();
        services.AddGrowthBook(options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1)).UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink(sink);
        services.AddGrowthBook("blog").UseSource(Hosts.Source("a"));
        GrowthBookClient client;
        using (var provider = services.BuildServiceProvider())
        {
            client = provider.GetRequiredService<GrowthBookClient>();
            Assert.NotNull(provider.GetRequiredKeyedService<GrowthBookClient>("blog"));
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            client.User(Clients.Shop.Ada).IsOn("layout");
            Assert.Empty(sink.Events);
        }
        Assert.Single(sink.Exposures);
        Assert.Equal(new EffectWriterCounts(2, 2, 0, 0, 0), client.WriterCounts[0]);
        client.Dispose();
        await client.DisposeAsync();
        client.User(new Attributes { ["id"] = "late" }).IsOn("layout");
        Assert.Single(sink.Exposures);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StartAsync());
    }

    /// <summary>The thread of a user interface, which runs nothing while it is blocked.</summary>
    [Fact]
    public async Task Disposal_on_a_blocked_synchronization_context_ends()
    {
        var sink = EffectSink.Of(async (_, _) => await Task.Yield());
        var client = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, UpdateMode = PayloadUpdateMode.Streaming, StreamWithoutOffer = true },
            new ClientServices { Sinks = [sink], StickyBuckets = new InMemoryStickyBucketStore() });
        Server.Payload = Clients.Shop.Json;
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        (await client.UserAsync(Clients.Shop.Ada)).IsOn("layout");
        using var writer = new BackgroundEffectWriter(sink);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Blocked());
            writer.Enqueue(Pipeline.SampleEffects.Event(1));
            client.Dispose();
            writer.Dispose();
        })
        { IsBackground = true };
        thread.Start();
        await Eventually.TrueAsync(() => !thread.IsAlive, "the end of the disposal");
        Assert.Equal(1, writer.Counts.Written);
        Assert.All(client.WriterCounts, counts => Assert.Equal(counts.Accepted, counts.Written));
    }

    private static Autofac.ContainerBuilder Container(IServiceCollection services) =>
        new AutofacServiceProviderFactory().CreateBuilder(services);

    /// <summary>Never runs a continuation.</summary>
    private sealed class Blocked : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
