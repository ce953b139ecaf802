using System.Collections.Concurrent;
using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A logger that throws reaches neither an evaluation nor the delivery of effects.</summary>
public sealed class ThrowingLoggerTests : ServerTest
{
    [Fact]
    public async Task An_evaluation_with_a_fault_has_its_result()
    {
        await using var client = await Shop.StartAsync(Services());
        Assert.Equal("blue", client.User(Shop.Ada).GetFeatureValue("colour", "blue"));
        Assert.Equal(7, client.User(Shop.Ada).GetFeatureValue("color", 7));
    }

    [Fact]
    public async Task A_client_is_created_and_has_users_before_its_start()
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = "sdk-1", PayloadFile = "features.json" },
            new ClientServices { LoggerFactory = new ThrowingLoggerFactory(LogLevel.Information) });
        Assert.False(client.User(Shop.Ada).IsOn("color"));
    }

    [Fact]
    public async Task A_host_starts()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new ThrowingLoggerFactory(LogLevel.Information, ClientLog.Category));
        services.AddGrowthBook(options => options.StartTimeout = Timeout.InfiniteTimeSpan).UseSource(new InMemoryPayloadSource(Shop.Json));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IHostedService>().StartAsync(default);
        Assert.Equal("red", provider.GetRequiredService<GrowthBookClient>().User(Shop.Ada).GetFeatureValue("color", ""));
    }

    [Fact]
    public async Task A_changed_user_and_one_whose_evaluation_failed_are_evaluated()
    {
        Server.OnEvaluate = Faults.Status(200, Payloads.Of("a"));
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, RemoteEvaluation = true };
        await using var client = new GrowthBookClient(
            options, new ClientServices { HttpClient = () => Client, TimeProvider = Time, LoggerFactory = new ThrowingLoggerFactory() });
        var user = await client.UserAsync(Shop.Ada);
        Assert.Equal("a", user.WithUrl("https://shop.example/").GetFeatureValue("name", ""));
        Server.OnEvaluate = Faults.Status(500, "");
        Assert.Equal("b", (await client.UserAsync(new Attributes { ["id"] = "bob" })).GetFeatureValue("name", "b"));
    }

    [Fact]
    public async Task A_subscriber_that_throws_does_not_keep_the_others_from_later_payloads()
    {
        var services = Shop.Services(time: Time) with { LoggerFactory = new ThrowingLoggerFactory(LogLevel.Error) };
        await using var client = new GrowthBookClient(new GrowthBookOptions(), services);
        var dates = new ConcurrentQueue<string?>();
        client.Subscribe(_ => throw new IOException("no disk"));
        client.Subscribe(snapshot => dates.Enqueue(snapshot.Payload.DateUpdated));
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Shop.SourceOf(services).Set(Shop.Json.Replace("2026-01-01", "2026-01-02", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => dates.Count == 2, "the second payload");
        Assert.Equal(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"], dates);
    }

    [Fact]
    public async Task A_store_that_throws_does_not_reach_the_user()
    {
        await using var client = await Shop.StartAsync(Services() with { StickyBuckets = new FailingStore() });
        Assert.True((await client.UserAsync(Shop.Ada)).IsOn("layout"));
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_reach_the_evaluation()
    {
        await using var client = await Shop.StartAsync(Services() with { Handlers = [EffectHandler.Of(_ => throw new IOException("no disk"))] });
        Assert.Equal("red", client.User(Shop.Ada).GetFeatureValue("color", "blue"));
        Assert.Equal(1, client.Effects.HandlerFailures);
    }

    [Fact]
    public async Task A_failed_attempt_of_a_sink_is_retried()
    {
        var attempts = 0;
        var sink = new TestSink((_, _) => attempts++ == 0 ? throw new IOException("no disk") : Task.CompletedTask);
        var writer = Writer(sink, new EffectWriterOptions());
        writer.Enqueue(SampleEffects.Event(1));
        await Wait.For(writer.FlushAsync(), Time);
        Assert.Equal([1], sink.Numbers);
        await writer.StopAsync();
    }

    [Fact]
    public async Task A_full_queue_and_a_stop_drop_effects()
    {
        var sink = new TestSink((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        var writer = Writer(sink, new EffectWriterOptions { Capacity = 1, BatchSize = 1, StopTimeout = TimeSpan.Zero });
        for (var i = 0; i < 3; i++)
            writer.Enqueue(SampleEffects.Event(i));
        await Wait.For(writer.StopAsync(), Time);
        Assert.Equal((3, 3), (writer.Counts.Accepted, writer.Counts.Dropped));
    }

    [Fact]
    public void A_logger_that_is_guarded_already_is_the_same()
    {
        var logger = GuardedLogger.Of(new ThrowingLoggerFactory());
        Assert.Same(logger, GuardedLogger.Of(logger));
        Assert.Null(logger.BeginScope("scope"));
    }

    private ClientServices Services() => Shop.Services(time: Time) with { LoggerFactory = new ThrowingLoggerFactory() };

    private BackgroundEffectWriter Writer(IEffectSink sink, EffectWriterOptions options) =>
        new(sink, options, logger: new ThrowingLoggerFactory(), timeProvider: Time);

    private sealed class FailingStore : IStickyBucketStore
    {
        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
            throw new IOException("no disk");

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => throw new IOException("no disk");
    }
}
