using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Functions of the application that return null: for a store it means none, and otherwise a message names the function.</summary>
public sealed class NullResultTests
{
    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Log => _log.GetSnapshot().Select(line => line.Exception is null ? line.Message : $"{line.Message}: {line.Exception.Message}");

    [Fact]
    public async Task A_store_that_returns_null_has_no_documents_and_sticky_bucketing_stays_on()
    {
        var store = new NullStore();
        var client = await Shop.StartAsync(Shop.Services("""{"features":{"layout":{"rules":[{"key":"layout-test","variations":["old","new"],"weights":[0,1],"hashAttribute":"id"}]}}}""") with { StickyBuckets = store });
        var user = await client.UserAsync(Shop.Ada);
        Assert.Empty(user.Context.StickyBuckets!);
        Assert.Equal("new", user.GetFeatureValue("layout", ""));
        await client.DisposeAsync();
        Assert.Equal("id||ada", Assert.Single(store.Saved).Key);
    }

    [Fact]
    public async Task A_source_that_returns_null_is_named()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = new NullSource(), LoggerFactory = new CollectingLoggerFactory(_log) });
        var start = await client.StartAsync();
        Assert.Equal(new StartResult(PayloadOrigin.Error, "FetchAsync of NullSource returned null; return a PayloadFetch"), start);
        await Eventually.TrueAsync(() => Log.Any(line => line.Contains("WatchAsync of NullSource returned null; return a task that ends when it is cancelled", StringComparison.Ordinal)), "the failure of the watch");
    }

    [Fact]
    public async Task A_shared_cache_that_returns_no_subscription_is_named()
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions(), new ClientServices { Source = new ServerSource(), Cache = new NullCache(), LoggerFactory = new CollectingLoggerFactory(_log) });
        await client.StartAsync();
        await Eventually.TrueAsync(() => Log.Any(line => line.Contains("SubscribeAsync of NullCache returned null; return an object that unsubscribes when it is disposed of", StringComparison.Ordinal)), "the failure of the subscription");
    }

    public static TheoryData<string, Action<GrowthBookBuilder>> Factories() => new()
    {
        { "the function of UseStickyBuckets returned null; return a store, or do not call UseStickyBuckets", builder => builder.UseStickyBuckets(_ => null!) },
        { "the function of UseCache returned null; return a cache, or do not call UseCache", builder => builder.UseCache(_ => null!) },
        { "the function of UseSource returned null; return a source, or do not call UseSource", builder => builder.UseSource(_ => null!) },
        { "the function of UseInitialSource returned null; return a source, or do not call UseInitialSource", builder => builder.UseInitialSource(_ => null!) },
        { "the function of AddHandler returned null; return a handler, or do not call AddHandler", builder => builder.AddHandler(_ => null!) },
        { "the function of AddObserver returned null; return an observer, or do not call AddObserver", builder => builder.AddObserver(_ => null!) },
        { "the function of AddSink returned null; return a sink, or do not call AddSink", builder => builder.AddSink(_ => null!) },
        { "the function of ConfigureParts returned null; return the parts, changed or not", builder => builder.ConfigureParts((_, _) => null!) },
    };

    [Theory]
    [MemberData(nameof(Factories))]
    public async Task A_factory_that_returns_null_is_named(string message, Action<GrowthBookBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddGrowthBook(options => options.ClientKey = "sdk-1"));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(message, Assert.ThrowsAny<InvalidOperationException>(provider.GetRequiredService<GrowthBookClient>).Message);
    }

    private sealed class NullStore : IStickyBucketStore
    {
        public List<StickyAssignmentDocument> Saved { get; } = [];

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => new((StickyBuckets)null!);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
        {
            Saved.Add(document);
            return default;
        }
    }

    private sealed class NullSource : IPayloadChanges
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new((PayloadFetch)null!);

        public Task WatchAsync(Action changed, CancellationToken cancellationToken) => null!;
    }

    private sealed class ServerSource : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new(new PayloadFetch.Loaded("""{"features":{}}"""u8.ToArray()));
    }

    private sealed class NullCache : ISharedPayloadCache
    {
        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => new(true);

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) => default;

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken) => default;
    }
}
