using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using GrowthBook.Client;
using GrowthBook.Client.Redis;
using GrowthBook.Client.Redis.Tests;
using GrowthBook.Client.Tests;
using GrowthBook.Client.Tests.Warehouse;
using GrowthBook.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static GrowthBook.Testing.TestFeatures;
using Eventually = GrowthBook.Client.Tests.Eventually;

namespace GrowthBook.Readme.Tests;

/// <summary>The README's snippets about hosts, what they show of themselves, Redis, the warehouse and tests.</summary>
public sealed class HostingSnippets : IAsyncLifetime
{
    private const string clientKey = FeatureServer.ClientKey;

    private FeatureServer _server = null!;

    private string apiHost => _server.Url;

    public async Task InitializeAsync()
    {
        _server = await FeatureServer.StartAsync();
        _server.Payload = Snippets.Json;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Dependency_injection()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var services = builder.Services;
        services.AddDistributedMemoryCache();
        var effects = new RecordedEffects();
        IEffectSink exposureSink = EffectSink.Of((_, _) => default);

        // snippet
        services.AddGrowthBook(options =>
        {
            options.ClientKey = clientKey;
            options.ApiHost = apiHost;
            options.StartTimeout = TimeSpan.FromSeconds(3);       // default: the host's start waits for nothing
        })
            .UseDistributedCache()                                // the last good payload, in the IDistributedCache
            .UseStickyBuckets(new InMemoryStickyBucketStore())
            .UseGlobalAttributes(new Attributes { ["region"] = "eu" })
            .AddHandler(effects)
            .AddSink(provider => exposureSink)
            .AddActivityEvents()
            .AddHealthCheck();
        // end

        using var host = builder.Build();
        await host.StartAsync();
        var user = host.Services.GetRequiredService<GrowthBookClient>().User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" });
        Assert.True(user.IsOn("dark-mode"));
        Assert.Equal("eu", user.Attributes["region"]);
        effects.ShouldHaveEvaluated("dark-mode", true);
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Contains("growthbook", health.Entries.Keys);
        await host.StopAsync();
    }

    [Fact]
    public async Task Several_connections()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var services = builder.Services;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GrowthBook:ClientKey"] = clientKey,
            ["GrowthBook:ApiHost"] = apiHost,
            ["AdminGrowthBook:ClientKey"] = "sdk-admin",
            ["AdminGrowthBook:ApiHost"] = apiHost,
        }).Build();

        // snippet
        services.AddGrowthBook(configuration.GetSection("GrowthBook"));
        services.AddGrowthBook(configuration.GetSection("AdminGrowthBook"), name: "admin");
        services.AddTransient<Report>();
        // end

        using var host = builder.Build();
        await host.StartAsync();
        var report = host.Services.GetRequiredService<Report>();
        Assert.NotSame(report.Shop, report.Admin);
        await report.Shop.StartAsync(Timeout.InfiniteTimeSpan);
        await report.Admin.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Contains(_server.Requests, request => request.Path == "/api/features/" + clientKey);
        Assert.Contains(_server.Requests, request => request.Path == "/api/features/sdk-admin");
        await host.StopAsync();
    }

    // snippet
    public sealed class Report(GrowthBookClient shop, [FromKeyedServices("admin")] GrowthBookClient admin)
    // end
    {
        public GrowthBookClient Shop => shop;

        public GrowthBookClient Admin => admin;
    }

    [Fact]
    public void The_configuration_of_the_readme_says_what_it_shows()
    {
        var json = Assert.Single(ReadmeTests.BlocksOf("json"));
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var section = new ConfigurationBuilder().AddJsonStream(text).Build().GetSection("GrowthBook");
        var services = new ServiceCollection();
        services.AddGrowthBook(section);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get("");

        Assert.NotNull(section.Get<GrowthBookOptions>(binder => binder.ErrorOnUnknownConfiguration = true));
        Assert.Equal("sdk-abc123", options.ClientKey);
        Assert.Equal(PayloadUpdateMode.Streaming, options.Updates);
        Assert.Equal(TimeSpan.FromSeconds(3), options.StartTimeout);
        Assert.Equal(FullQueuePolicy.DropOldest, options.Writer.FullQueue);
    }

    [Fact]
    public async Task The_readme_names_every_instrument_and_every_category()
    {
        var readme = File.ReadAllText(Path.Combine(ReadmeTests.Root, "README.md"));
        var instruments = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "GrowthBook")
                    instruments[instrument.Name] = true;
            },
        };
        listener.Start();
        var categories = new Categories();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(categories);
        services.AddGrowthBook(o => (o.ClientKey, o.ApiHost, o.Updates, o.StreamWithoutOffer) = (clientKey, apiHost, PayloadUpdateMode.Streaming, true)).AddWarehouse();
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<GrowthBookClient>().StartAsync(Timeout.InfiniteTimeSpan);
            await Eventually.TrueAsync(() => _server.OpenStreams == 1, "the stream to be open");
        }

        Assert.NotEmpty(instruments);
        Assert.Equal(instruments.Keys.Order(), Regex.Matches(readme, @"^\| `(growthbook\.[a-z_.]+)`", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().Order());
        Assert.Equal(
            categories.Names.Where(name => name.StartsWith("GrowthBook", StringComparison.Ordinal)).Distinct().Order(),
            Regex.Matches(readme, @"^\| `(GrowthBook\.(?:Client|Payloads|Streaming|Effects|Warehouse))` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().Order());
    }

    [Fact]
    public async Task Activity_events()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (clientKey, apiHost)).AddActivityEvents();
        await using var provider = services.BuildServiceProvider();
        var growthBook = provider.GetRequiredService<GrowthBookClient>();
        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        using var activity = new Activity("request").Start();
        activity.IsAllDataRequested = true;

        growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" }).IsOn("dark-mode");

        var tags = Assert.Single(activity.Events, each => each.Name == "feature_flag.evaluation").Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(("dark-mode", "targeting_match"), ((string)tags["feature_flag.key"]!, (string)tags["feature_flag.result.reason"]!));
    }

    [SkippableFact]
    public async Task Redis()
    {
        Skip.If(RedisServer.Missing() is not null, RedisServer.Missing());
        await using var redis = await RedisServer.StartAsync();
        var redisAddress = redis.Configuration;
        var services = new ServiceCollection();

        // snippet
        services.AddSingleton(_ => new RedisConnection(redisAddress));             // connects at the first use, and again
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (clientKey, apiHost))
            .UseRedisStickyBuckets()
            .UseRedisPayloadCache();
        // end

        await using (var provider = services.BuildServiceProvider())
        {
            var growthBook = provider.GetRequiredService<GrowthBookClient>();
            await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
            (await growthBook.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout");
            await growthBook.FlushAsync();
            Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 0), growthBook.WriterCounts[0]);
        }
        await _server.StopAsync();
        await using (var provider = services.BuildServiceProvider())
        {
            var growthBook = provider.GetRequiredService<GrowthBookClient>();
            Assert.True((await growthBook.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
            var result = (await growthBook.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout");
            Assert.True(result.ExperimentResult!.StickyBucketUsed);
        }
    }

    [Fact]
    public async Task Warehouse()
    {
        await using var ingestion = await IngestionServer.Start();
        var ingestorHost = ingestion.Address;
        var services = new ServiceCollection();

        // snippet
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (clientKey, apiHost))
            .AddWarehouse(options => options.IngestorHost = ingestorHost);         // default: https://us-east-1.gb-ingest.com
        // end

        await using var provider = services.BuildServiceProvider();
        var growthBook = provider.GetRequiredService<GrowthBookClient>();
        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
        await growthBook.FlushAsync();
        var request = Assert.Single(ingestion.Requests);
        Assert.Equal(
            ["Experiment Viewed", "Feature Evaluated"],
            request.Body.GetProperty("events").EnumerateArray().Select(each => each.GetProperty("event_name").GetString()));
    }

    [Fact]
    public async Task Test_doubles()
    {
        // snippet
        TestFeatures features =                                   // using static GrowthBook.Testing.TestFeatures;
        [
            Feature("dark-mode").On(),
            Feature("page-size").Returns(20).ForceWhen("plan", "pro", 50),
            Feature("checkout").Experiment("new-checkout", ["classic", "one-page"], variation: 1),
        ];
        var effects = new RecordedEffects();
        await using var growthBook = await features.ToClientAsync(effects);

        var user = growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" });
        Assert.Equal("one-page", user.GetFeatureValue("checkout", "classic"));

        effects.ShouldHaveViewed("new-checkout", variation: 1, times: 1).ShouldNotHaveEvaluated("dark-mode");
        // end

        Assert.Equal(50, user.GetFeatureValue("page-size", 10));
        Assert.True(user.IsOn("dark-mode"));
    }

    /// <summary>Hears which categories of log lines there are.</summary>
    private sealed class Categories : ILoggerFactory
    {
        private readonly ConcurrentQueue<string> _names = new();

        public IEnumerable<string> Names => _names;

        public ILogger CreateLogger(string categoryName)
        {
            _names.Enqueue(categoryName);
            return NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
