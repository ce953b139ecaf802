using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>A client has one source, initial source, cache and store: a later call of the builder replaces that of an earlier one, with a log line.</summary>
public sealed class ReplacedPartTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task Each_part_that_a_later_call_replaces_is_logged()
    {
        await BuildAsync(services => services.AddDistributedMemoryCache().AddGrowthBook()
            .UseSource(Hosts.Source("a")).UseSource(_ => new FilePayloadSource("b.json")).UseSource(Hosts.Source("c"))
            .UseInitialSource(new FilePayloadSource("b.json")).UseInitialSource(_ => Hosts.Source("d"))
            .UseStickyBuckets<InMemoryStickyBucketStore>().UseDistributedStickyBuckets()
            .UseCache(new FilePayloadCache("cache")).UseDistributedCache());
        Assert.Equal(
            [
                (LogLevel.Information, Line("UseSource", "FilePayloadSource", "InMemoryPayloadSource")),
                (LogLevel.Information, Line("UseSource", "InMemoryPayloadSource", "FilePayloadSource")),
                (LogLevel.Information, Line("UseInitialSource", "InMemoryPayloadSource", "FilePayloadSource")),
                (LogLevel.Information, Line("UseStickyBuckets", "DistributedStickyBucketStore", "InMemoryStickyBucketStore")),
                (LogLevel.Information, Line("UseCache", "DistributedPayloadCache", "FilePayloadCache")),
            ],
            _log.GetSnapshot().Where(line => line.Id.Id == 442).Select(line => (line.Level, line.Message)));
    }

    /// <summary>Two modules may use one service; a function may wrap a part; and each client has parts of its own.</summary>
    [Fact]
    public async Task A_part_that_stays_in_use_is_not_logged()
    {
        await BuildAsync(services =>
        {
            var source = Hosts.Source("a");
            services.AddSingleton<InMemoryStickyBucketStore>().AddGrowthBook().UseSource(source).UseSource(_ => source)
                .UseStickyBuckets<InMemoryStickyBucketStore>().UseStickyBuckets<InMemoryStickyBucketStore>()
                .ConfigureParts((_, parts) => parts with { Source = new Wrapped(parts.Source!) });
            services.AddGrowthBook("other").UseSource(Hosts.Source("b"));
        });
        Assert.DoesNotContain(_log.GetSnapshot(), line => line.Id.Id == 442);
    }

    /// <summary>UseTestFeatures clears the parts.</summary>
    [Fact]
    public async Task A_test_that_replaces_parts_is_not_logged()
    {
        await BuildAsync(services =>
        {
            services.AddGrowthBook(options => options.PayloadFile = "missing.json").UseSource(Hosts.Source("a")).UseStickyBuckets<InMemoryStickyBucketStore>();
            services.AddGrowthBook().ClearParts().UseSource(Hosts.Source("b")).UseSource(Hosts.Source("c")).UseStickyBuckets(new InMemoryStickyBucketStore());
        });
        Assert.DoesNotContain(_log.GetSnapshot(), line => line.Id.Id is 442 or 432);
    }

    private static string Line(string method, string type, string earlier) =>
        $"{method} was called again, and `{type}` replaces `{earlier}`, which the client does not use; call it once, or ignore this line if that is meant";

    private async Task BuildAsync(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        add(services);
        await using var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<GrowthBookClient>());
    }

    private sealed class Wrapped(IPayloadSource source) : IPayloadSource
    {
        public PayloadOrigin Origin => source.Origin;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => source.FetchAsync(knownETag, cancellationToken);
    }
}
