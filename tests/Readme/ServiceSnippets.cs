using System.Globalization;
using System.Reflection;
using GrowthBook.Client;
using GrowthBook.Client.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Readme.Tests;

/// <summary>The README's snippets about the client, its users and its payload, against a server on loopback.</summary>
public sealed class ServiceSnippets : IAsyncLifetime
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
    public async Task The_client()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);

        // snippet
        await using var growthBook = new GrowthBookClient(new GrowthBookOptions
        {
            ClientKey = clientKey,                                // sdk-…
            ApiHost = apiHost,                                    // default: https://cdn.growthbook.io
        });
        await growthBook.StartAsync(TimeSpan.FromSeconds(3));     // loads the payload, and keeps it fresh from now on

        var user = growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" });
        if (user.IsOn("dark-mode"))
            output.WriteLine("dark");
        // end

        Assert.Equal("dark", output.ToString().Trim());
    }

    [Fact]
    public async Task Users()
    {
        await using var growthBook = await StartAsync(new GrowthBookOptions { ClientKey = clientKey, ApiHost = apiHost });

        // snippet
        var user = growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" }, url: "https://shop.example/");

        var (isOn, isOff) = (user.IsOn("dark-mode"), user.IsOff("dark-mode"));
        var pageSize = user.GetFeatureValue("page-size", 10);
        var result = user.EvalFeature("checkout");
        var button = user.Run(new Experiment("button-color", "green", "blue"));
        var page = user.Redirect();
        var explanation = user.Explain("checkout");               // why, without being counted

        var cart = user.WithUrl("https://shop.example/cart");
        var team = user.WithAttributes(new Attributes { ["plan"] = "team" });    // besides the others; only the plan is another
        var support = user.WithForcedVariation("new-checkout", 1).WithForcedFeature("page-size", 50);
        var tester = user.With(context => context with { QaMode = true });
        // end

        Assert.Equal((true, false, 20), (isOn, isOff, pageSize));
        Assert.Equal(result, explanation.Result);
        Assert.Contains(button.ValueOr("none"), new[] { "green", "blue" });
        Assert.Null(page.Redirect);
        Assert.Equal("https://shop.example/cart", cart.Context.Url);
        Assert.False(team.IsOn("dark-mode"));
        Assert.Equal((50, "one-page"), (support.GetFeatureValue("page-size", 0), support.GetFeatureValue("checkout", "")));
        Assert.False(tester.EvalFeature("checkout").ExperimentResult?.InExperiment ?? false);
        Assert.True(user.IsOn("dark-mode"));
    }

    [Fact]
    public async Task Switches()
    {
        // snippet
        var options = new GrowthBookOptions
        {
            ClientKey = clientKey,
            ApiHost = apiHost,
            QaMode = true,
            ForcedVariations = { ["new-checkout"] = 1 },
            SecureAttributeSalt = "f09jq3fij",
            SecureAttributes = ["email"],                         // given in the clear, hashed before evaluation
        };
        var services = new ClientServices { GlobalAttributes = new Attributes { ["region"] = "eu" } };
        await using var growthBook = new GrowthBookClient(options, services);
        // end

        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        var user = growthBook.User(new Attributes { ["id"] = "u-1", ["email"] = "ada@example.com" });
        Assert.Equal("one-page", user.GetFeatureValue("checkout", ""));
        Assert.Equal("eu", user.Attributes["region"]);
        Assert.Equal(SecureAttributes.Hash("f09jq3fij", "ada@example.com"), user.Attributes["email"]);
    }

    [Fact]
    public async Task Logging_without_dependency_injection()
    {
        var log = new FakeLogCollector();
        using var loggerFactory = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(log)));
        var options = new GrowthBookOptions { ClientKey = "sdk-abc123", ApiHost = "http://127.0.0.1:9" };

        // snippet
        var growthBook = new GrowthBookClient(options, new ClientServices { LoggerFactory = loggerFactory });   // and Name, HttpClient, MeterFactory, TimeProvider
        // end

        growthBook.User(Attributes.Empty);
        Assert.Equal("GrowthBook.Client", Assert.Single(log.GetSnapshot()).Category);
        await growthBook.DisposeAsync();
    }

    [Fact]
    public async Task Sources()
    {
        var json = Snippets.Json;

        // snippet
        var file = new GrowthBookOptions { PayloadFile = "features.json" };        // read again when it changes
        var code = new ClientServices { Source = new InMemoryPayloadSource(json) };
        var shipped = new ClientServices                                           // until the server has answered
        {
            InitialSource = new EmbeddedPayloadSource(Assembly.GetExecutingAssembly(), "features.json"),
        };
        // end

        await using var ofFile = new GrowthBookClient(file);
        Assert.Equal(PayloadOrigin.Init, (await ofFile.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
        Assert.Equal(["dark-mode"], ofFile.Payload.FeatureKeys);
        await using var ofCode = new GrowthBookClient(new GrowthBookOptions(), code);
        Assert.Equal(PayloadOrigin.Init, (await ofCode.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
        Assert.Equal(4, ofCode.Payload.FeatureKeys.Count);
        await _server.StopAsync();
        await using var ofResource = new GrowthBookClient(new GrowthBookOptions { ClientKey = clientKey, ApiHost = apiHost }, shipped);
        Assert.True((await ofResource.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
        Assert.Equal(["dark-mode"], ofResource.Payload.FeatureKeys);
    }

    [Fact]
    public async Task Caches()
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-readme-").FullName;
        IDistributedCache distributedCache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));

        // snippet
        var options = new GrowthBookOptions
        {
            ClientKey = clientKey,
            ApiHost = apiHost,
            TimeToLive = TimeSpan.FromMinutes(1),                 // default: what the server says, or 60 seconds
            StaleWhileRevalidate = TimeSpan.FromHours(1),         // start at once with a cached payload of that age
            CacheDirectory = folder,                              // the last good payload, for the next start
        };
        var shared = new ClientServices { Cache = new DistributedPayloadCache(distributedCache) };   // or any IDistributedCache
        // end

        foreach (var services in new[] { new ClientServices(), shared })
            await using (await StartAsync(options, services)) { }
        await _server.StopAsync();
        foreach (var services in new[] { new ClientServices(), shared })
        {
            await using var growthBook = new GrowthBookClient(options, services);
            Assert.Equal(PayloadOrigin.Cache, (await growthBook.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
            Assert.Equal(4, growthBook.Payload.FeatureKeys.Count);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Starting_and_refreshing()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await using var growthBook = new GrowthBookClient(new GrowthBookOptions { ClientKey = clientKey, ApiHost = apiHost });

        // snippet
        using var subscription = growthBook.Subscribe(next => output.WriteLine($"{next.Payload.FeatureKeys.Count} features from {next.Origin}"));

        var start = await growthBook.StartAsync(TimeSpan.FromSeconds(3));
        // start.Origin: Init, Cache, Network, Stale, Timeout or Error; start.Reason says what went wrong

        var refresh = await growthBook.RefreshAsync();            // Updated, Unchanged, Older, LeftToAnother or Failed
        // end

        Assert.Equal(new StartResult(PayloadOrigin.Network), start);
        Assert.IsType<RefreshResult.Unchanged>(refresh);
        await Eventually.TrueAsync(() => output.ToString().Trim() == "4 features from Network", "the subscriber to hear");
    }

    [Fact]
    public async Task Streaming()
    {
        _server.OffersStream = true;
        _server.Payload = Payloads.Encrypted("first");
        var streamingHost = apiHost;
        var decryptionKey = Payloads.Key;

        // snippet
        var options = new GrowthBookOptions
        {
            ClientKey = clientKey,
            ApiHost = apiHost,
            DecryptionKey = decryptionKey,                        // where the connection encrypts
            Updates = PayloadUpdateMode.Streaming,                // or Polling, OnDemand (the default), Manual
            StreamingHost = streamingHost,                        // default: the same as ApiHost
            PollingInterval = TimeSpan.FromSeconds(30),           // while there is no stream
            Headers = { ["X-Tenant"] = "shop" },
        };
        // end

        await using var growthBook = await StartAsync(options);
        Assert.Equal("first", Payloads.NameOf(growthBook.Current));
        await Eventually.TrueAsync(() => _server.OpenStreams == 1, "the stream to be open");
        await _server.SendAsync("features", Payloads.Encrypted("second"));
        await Eventually.TrueAsync(() => Payloads.NameOf(growthBook.Current) == "second", "the streamed payload");
        Assert.All(_server.Requests, request => Assert.Equal("shop", request.Header("X-Tenant")));
    }

    [Fact]
    public async Task Remote_evaluation()
    {
        _server.OnEvaluate = http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"features":{"dark-mode":{"defaultValue":true}}}""");
        };

        // snippet
        await using var growthBook = new GrowthBookClient(new GrowthBookOptions
        {
            ClientKey = clientKey,
            ApiHost = apiHost,                                    // a server or proxy of your own
            RemoteEvaluation = true,                              // rules and groups stay there
            RemoteEvaluationTimeout = TimeSpan.FromSeconds(1),    // the longest wait, and the default
        });
        var user = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });
        var isOn = user.IsOn("dark-mode");
        // end

        Assert.True(isOn);
        var request = Assert.Single(_server.Requests);
        Assert.Contains("\"id\":\"u-1\"", request.Body, StringComparison.Ordinal);
    }

    private static async Task<GrowthBookClient> StartAsync(GrowthBookOptions options, ClientServices? services = null)
    {
        var growthBook = new GrowthBookClient(options, services);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await growthBook.StartAsync(Timeout.InfiniteTimeSpan));
        return growthBook;
    }
}
