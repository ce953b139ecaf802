using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>The registrations of AddGrowthBook and of its builder.</summary>
public sealed class RegistrationTests : ServerTest
{
    [Fact]
    public async Task A_client_is_one_for_the_process_and_uses_the_named_http_client()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url));
        var requests = 0;
        services.AddHttpClient("GrowthBook").AddHttpMessageHandler(() => new Counting(() => requests++));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        Assert.Same(client, provider.GetRequiredService<GrowthBookClient>());
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("a", client.Name());
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Clients_of_two_connections_live_side_by_side()
    {
        await using var other = await FeatureServer.StartAsync();
        other.Payload = Payloads.Of("other");
        var services = new ServiceCollection();
        services.AddGrowthBook("shop", options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url));
        services.AddGrowthBook("blog", options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, other.Url));
        var requests = 0;
        services.AddHttpClient("GrowthBook:blog").AddHttpMessageHandler(() => new Counting(() => requests++));
        await using var provider = services.BuildServiceProvider();
        foreach (var started in provider.GetServices<IHostedService>())
            await started.StartAsync(default);
        var (shop, blog) = (provider.GetRequiredKeyedService<GrowthBookClient>("shop"), provider.GetRequiredKeyedService<GrowthBookClient>("blog"));
        await Eventually.TrueAsync(() => shop.Name() == "a" && blog.Name() == "other", "both payloads");
        Assert.Null(provider.GetService<GrowthBookClient>());
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task The_interface_is_the_registered_client()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(Hosts.Source("a"));
        services.AddGrowthBook("shop").UseSource(Hosts.Source("b"));
        services.AddGrowthBook();
        await using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<GrowthBookClient>(), Assert.Single(provider.GetServices<IGrowthBookClient>()));
        Assert.Same(provider.GetRequiredKeyedService<GrowthBookClient>("shop"), provider.GetRequiredKeyedService<IGrowthBookClient>("shop"));
    }

    [Fact]
    public async Task A_second_registration_configures_the_same_client_further()
    {
        var services = new ServiceCollection();
        var seen = new Clients.Recording();
        services.AddGrowthBook(options => options.QaMode = true).AddHandler(seen);
        services.AddGrowthBook(options => options.Enabled = false).UseSource(Hosts.Source("a"));
        Assert.Single(services, service => service.ServiceType == typeof(IHostedService));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("a", client.Name());
        Assert.Equal((true, false), (client.User(Attributes.Empty).Context.QaMode, client.User(Attributes.Empty).Context.Enabled));
        Assert.NotEmpty(seen.Usages);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shop")]
    public async Task AddGrowthBook_next_to_a_client_of_the_application_is_refused(string? key)
    {
        await using var own = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = Hosts.Source("own") });
        foreach (var isFactory in new[] { false, true })
        {
            var services = new ServiceCollection();
            _ = isFactory ? services.AddKeyedSingleton(key, (_, _) => own) : services.AddKeyedSingleton(key, own);
            var error = Assert.Throws<InvalidOperationException>(() => services.AddGrowthBook(key ?? ""));
            Assert.Equal(
                "the services have a GrowthBookClient that AddGrowthBook did not register, so AddGrowthBook has no effect: set its options and parts with AddGrowthBook and remove the other registration; or keep that one, and remove AddGrowthBook",
                error.Message);
            services.AddGrowthBook("another"); // its own client
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop")]
    public async Task A_client_of_the_application_after_AddGrowthBook_replaces_its_client_with_a_warning(string name)
    {
        await using var own = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = Hosts.Source("own") });
        var log = new FakeLogCollector();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(log));
        services.AddGrowthBook(name).UseSource(Hosts.Source("a"));
        services.AddKeyedSingleton(name.Length == 0 ? null : name, own);
        services.AddGrowthBook(name, options => options.StartTimeout = TimeSpan.FromSeconds(5));
        await using var provider = services.BuildServiceProvider();
        await Assert.Single(provider.GetServices<IHostedService>()).StartAsync(default);
        Assert.Equal("own", own.Updater.Name());
        var line = Assert.Single(log.GetSnapshot(), line => line.Id.Id == 439);
        Assert.Equal(
            (LogLevel.Warning, "a GrowthBookClient that is registered after AddGrowthBook replaces its client, so the options, sinks and sources of AddGrowthBook do not apply; in a test call UseTestFeatures, otherwise remove one of the two"),
            (line.Level, line.Message));
    }

    [Fact]
    public async Task A_library_may_wrap_the_registration_before_a_further_call()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(Hosts.Source("a"));
        var client = services.Single(service => service.ServiceType == typeof(GrowthBookClient));
        services.Replace(ServiceDescriptor.Singleton(provider => (GrowthBookClient)client.ImplementationFactory!(provider)));
        var log = new FakeLogCollector();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(log));
        services.AddGrowthBook().ClearParts();
        services.AddGrowthBook().UseSource(Hosts.Source("b"));
        await using var provider = services.BuildServiceProvider();
        var service = Assert.Single(provider.GetServices<IHostedService>());
        await service.StartAsync(default);
        Assert.Equal("b", provider.GetRequiredService<GrowthBookClient>().Updater.Name());
        Assert.DoesNotContain(log.GetSnapshot(), line => line.Id.Id == 439);
    }

    [Fact]
    public async Task Parts_come_from_the_builder()
    {
        var (handler, observer, sink) = (new Clients.Recording(), new Clients.Recording(), new Clients.Recording());
        var store = new InMemoryStickyBucketStore();
        var services = new ServiceCollection();
        services.AddSingleton(Time).AddSingleton<TimeProvider>(Time);
        services.AddGrowthBook()
            .UseSource(new InMemoryPayloadSource(Clients.Shop.Json))
            .AddHandler(handler)
            .AddObserver(_ => observer)
            .AddSink(sink)
            .UseStickyBuckets(store)
            .UseGlobalAttributes(new Attributes { ["country"] = "CH" })
            .UseGlobalAttributes(new Attributes { ["region"] = "eu" });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        for (var i = 0; i < 2; i++)
        {
            var user = await client.UserAsync(new Attributes { ["id"] = "1" });
            Assert.True(user.IsOn("swiss"));
            Assert.Equal("eu", user.Attributes["region"].ToString());
            Assert.True(user.IsOn("layout"));
            await client.FlushAsync();
        }
        Assert.Equal((1, 2, 1, 1), (handler.Exposures.Count, observer.Exposures.Count, sink.Exposures.Count, store.Count));
        Assert.All(handler.Events, each => Assert.Equal(Time.GetUtcNow(), each.Timestamp));
    }

    /// <summary>A registered class is the service; another one is created with services.</summary>
    [Fact]
    public async Task Parts_can_be_classes()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Clients.Recording>().AddSingleton(new InMemoryPayloadSource(Clients.Shop.Json)).AddDistributedMemoryCache();
        services.AddGrowthBook()
            .UseSource<InMemoryPayloadSource>()
            .UseStickyBuckets<InMemoryStickyBucketStore>()
            .UseCache<DistributedPayloadCache>()
            .AddHandler<Clients.Recording>()
            .AddObserver<Forwarding>()
            .AddSink<Clients.Recording>();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);

        Assert.True((await client.UserAsync(Clients.Shop.Ada)).IsOn("layout"));
        await client.FlushAsync();

        Assert.Equal(3, provider.GetRequiredService<Clients.Recording>().Exposures.Count); // of the handler, the observer and the sink
    }

    /// <summary>The container would create the client again and again, and at last wait for itself.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_that_needs_its_own_client_is_refused(bool isNamed)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("other").UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink<AskingSink>(); // of the default client: no cycle
        (isNamed ? services.AddGrowthBook("named") : services.AddGrowthBook()).UseSource(new InMemoryPayloadSource(Clients.Shop.Json))
            .AddHandler(provider => new Asking(isNamed ? provider.GetRequiredKeyedService<IGrowthBookClient>("named") : provider.GetRequiredService<IGrowthBookClient>()));
        if (isNamed)
            services.AddGrowthBook().UseSource(new InMemoryPayloadSource(Clients.Shop.Json));
        using var provider = services.BuildServiceProvider();

        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => isNamed ? provider.GetRequiredKeyedService<GrowthBookClient>("named") : provider.GetRequiredService<GrowthBookClient>());
            Assert.StartsWith("a part of the client, such as a handler, a sink or a store, asks the container for the client", error.Message, StringComparison.Ordinal);
        }
        if (isNamed)
            Assert.NotNull(provider.GetRequiredKeyedService<GrowthBookClient>("other"));
    }

    /// <summary>With the checks of scopes, as in development.</summary>
    [Fact]
    public void A_part_that_needs_a_scoped_service_is_refused_with_its_name_and_the_mend()
    {
        Refuses("ScopedPart", builder => builder.AddSink<ScopedPart>());
        Refuses("ScopedPart", builder => builder.AddHandler<ScopedPart>());
        Refuses("ScopedPart", builder => builder.AddObserver<ScopedPart>());
        Refuses("ScopedPart", builder => { builder.Services.AddSingleton<ScopedPart>(); builder.AddSink<ScopedPart>(); });
        Refuses("ScopedPart", builder => { builder.Services.AddScoped<ScopedPart>(); builder.AddSink<ScopedPart>(); });
        Refuses("the function of AddSink", builder => builder.AddSink(provider => new ScopedPart(provider.GetRequiredService<Scoped>())));
        Refuses("the function of UseSource", builder => builder.UseSource(provider => provider.GetRequiredService<Scoped>().Source));
        Refuses("the function of UseInitialSource", builder => builder.UseInitialSource(provider => provider.GetRequiredService<Scoped>().Source));

        static void Refuses(string part, Action<GrowthBookBuilder> add)
        {
            var services = new ServiceCollection();
            services.AddScoped<Scoped>();
            add(services.AddGrowthBook().UseSource(new InMemoryPayloadSource(Clients.Shop.Json)));
            using var provider = services.BuildServiceProvider(validateScopes: true);
            var error = Assert.ThrowsAny<InvalidOperationException>(() => provider.GetRequiredService<GrowthBookClient>());
            Assert.StartsWith(
                part + " is or needs a scoped service, and a part of the client, such as a handler, a sink or a store, is a singleton; take IServiceScopeFactory, and create a scope for each call: Cannot ",
                error.Message, StringComparison.Ordinal);
            Assert.Contains("Scoped", error.Message.Split(": Cannot ")[1], StringComparison.Ordinal);
            Assert.IsType<InvalidOperationException>(error.InnerException);
        }
    }

    [Fact]
    public void An_interface_or_abstract_class_without_a_service_is_refused_with_the_method_and_the_mend()
    {
        Refuses("AddSink", "IEffectSink", builder => builder.AddSink<IEffectSink>());
        Refuses("AddSink", "AbstractSink", builder => builder.AddSink<AbstractSink>());
        Refuses("AddHandler", "IEffectHandler", builder => builder.AddHandler<IEffectHandler>());
        Refuses("AddObserver", "IEffectHandler", builder => builder.AddObserver<IEffectHandler>());
        Refuses("UseStickyBuckets", "IStickyBucketStore", builder => builder.UseStickyBuckets<IStickyBucketStore>());
        Refuses("UseCache", "IPayloadCache", builder => builder.UseCache<IPayloadCache>());
        Refuses("UseSource", "IPayloadSource", builder => builder.UseSource<IPayloadSource>());

        static void Refuses(string method, string type, Action<GrowthBookBuilder> add)
        {
            var services = new ServiceCollection();
            add(services.AddGrowthBook(options => options.ClientKey = "sdk-1"));
            using var provider = services.BuildServiceProvider();
            var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<GrowthBookClient>());
            Assert.Equal($"{method}<{type}>() needs a service of this type, and none is registered; register it, such as by AddSingleton<{type}, …>(), or give {method} a class", error.Message);
        }
    }

    [Fact]
    public async Task An_abstract_class_that_is_a_service_is_a_part()
    {
        var services = new ServiceCollection();
        services.AddSingleton<AbstractSink, ConcreteSink>();
        services.AddGrowthBook().UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink<AbstractSink>();
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<GrowthBookClient>().User(Clients.Shop.Ada).IsOn("color");
        await provider.GetRequiredService<GrowthBookClient>().FlushAsync();
        Assert.Equal(1, ((ConcreteSink)provider.GetRequiredService<AbstractSink>()).Effects);
    }

    [Fact]
    public async Task An_initial_source_serves_until_the_server_does()
    {
        await Server.StopAsync();
        var services = new ServiceCollection();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url)).UseInitialSource(Hosts.Source("shipped"));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal(PayloadOrigin.Init, (await client.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
        Assert.Equal("shipped", client.Name());
    }

    [Fact]
    public async Task A_distributed_cache_keeps_payloads_and_assignments()
    {
        var services = new ServiceCollection();
        services.AddDistributedMemoryCache();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url)).UseDistributedCache().UseDistributedStickyBuckets(keyPrefix: "gb:");
        Server.Payload = Clients.Shop.Json;
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        (await client.UserAsync(new Attributes { ["id"] = "1" })).IsOn("layout");
        await client.FlushAsync();
        var cache = provider.GetRequiredService<IDistributedCache>();
        Assert.NotNull(await cache.GetAsync("gb:id||1"));
        await Eventually.TrueAsync(() => cache.Get("growthbook:payload:" + Server.Connection().CacheKey) is not null, "the cached payload");
    }

    [Fact]
    public async Task Clear_removes_the_parts_of_its_client_and_creates_none_of_them()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("other").UseSource(Hosts.Source("other"));
        services.AddGrowthBook()
            .UseSource(_ => throw new InvalidOperationException("made"))
            .UseStickyBuckets(_ => throw new InvalidOperationException("made"))
            .AddSink(_ => throw new InvalidOperationException("made"))
            .ClearParts()
            .UseSource(Hosts.Source("test"));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("test", client.Name());
        var other = provider.GetRequiredKeyedService<GrowthBookClient>("other");
        await other.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("other", other.Name());
    }

    [Fact]
    public async Task The_warehouse_gets_exposures_under_the_clients_key()
    {
        var requests = new List<string>();
        var services = new ServiceCollection();
        services.AddGrowthBook(options => options.ClientKey = "sdk-shop").UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddWarehouse();
        services.AddHttpClient("GrowthBook").AddHttpMessageHandler(() => new Answering(request => requests.Add(request.RequestUri!.ToString())));
        await using (var provider = services.BuildServiceProvider())
        {
            var client = provider.GetRequiredService<GrowthBookClient>();
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            client.User(Clients.Shop.Ada).IsOn("layout");
        }
        Assert.Equal("https://us-east-1.gb-ingest.com/track?client_key=sdk-shop", Assert.Single(requests));
    }

    [Fact]
    public async Task Health_checks_of_several_clients_have_names_of_their_own()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(Hosts.Source("a")).AddHealthCheck(tags: "ready");
        // Not started. Manual, because the check makes a client that refreshes on demand load its payload.
        services.AddGrowthBook("blog", options => (options.UpdateMode, options.PayloadFile) = (PayloadUpdateMode.Manual, "none.json"))
            .AddHealthCheck(failureStatus: HealthStatus.Degraded);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<GrowthBookClient>().StartAsync(Timeout.InfiniteTimeSpan);
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["growthbook"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["growthbook:blog"].Status);
        Assert.Equal(["ready"], report.Entries["growthbook"].Tags);
    }

    [Fact]
    public void Null_arguments_throw_at_the_call()
    {
        var builder = new ServiceCollection().AddGrowthBook();
        Assert.Throws<ArgumentNullException>("services", () => GrowthBookServiceCollectionExtensions.AddGrowthBook(null!));
        Assert.Throws<ArgumentNullException>("change", () => builder.ConfigureParts(null!));
        Assert.Throws<ArgumentNullException>("handler", () => builder.AddHandler((IEffectHandler)null!));
        Assert.Throws<ArgumentNullException>("observer", () => builder.AddObserver((IEffectHandler)null!));
        Assert.Throws<ArgumentNullException>("sink", () => builder.AddSink((IEffectSink)null!));
        Assert.Throws<ArgumentNullException>("store", () => builder.UseStickyBuckets((IStickyBucketStore)null!));
        Assert.Throws<ArgumentNullException>("cache", () => builder.UseCache((IPayloadCache)null!));
        Assert.Throws<ArgumentNullException>("source", () => builder.UseSource((IPayloadSource)null!));
        Assert.Throws<ArgumentNullException>("source", () => builder.UseInitialSource((IPayloadSource)null!));
        Assert.Throws<ArgumentNullException>("attributes", () => builder.UseGlobalAttributes(null!));
    }

    [Fact]
    public async Task Invalid_options_throw_also_without_a_host()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop");
        await using var provider = services.BuildServiceProvider();
        var e = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<GrowthBookClient>("shop"));
        Assert.Contains("GrowthBook client `shop`: GrowthBookOptions.ClientKey: must be the client key", e.Message, StringComparison.Ordinal);
    }

    private sealed class Counting(Action count) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Answering(Action<HttpRequestMessage> see) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            see(request);
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    [Fact]
    public void A_distributed_cache_that_is_not_registered_is_named_with_the_mend()
    {
        foreach (var (add, method) in new (Action<GrowthBookBuilder>, string)[]
        {
            (builder => builder.UseDistributedCache(), "UseDistributedCache"),
            (builder => builder.UseDistributedStickyBuckets(), "UseDistributedStickyBuckets"),
        })
        {
            var services = new ServiceCollection();
            add(services.AddGrowthBook().UseSource(Hosts.Source("a")));
            using var provider = services.BuildServiceProvider();

            Assert.Equal(
                $"{method} needs an IDistributedCache, and none is registered; call AddDistributedMemoryCache, AddStackExchangeRedisCache or the method of another cache",
                Assert.Throws<InvalidOperationException>(provider.GetRequiredService<GrowthBookClient>).Message);
        }
    }

    [Fact]
    public async Task Calls_of_AddHealthCheck_with_one_name_are_one_check()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(options => options.PayloadFile = Path.Combine(AppContext.BaseDirectory, "missing.json")) // never healthy
            .AddHealthCheck(failureStatus: HealthStatus.Degraded, tags: ["ready"])
            .AddHealthCheck(tags: ["live", "ready"])
            .AddHealthCheck("second");
        services.AddGrowthBook("admin").UseSource(Hosts.Source("b")).AddHealthCheck();
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(["growthbook", "growthbook:admin", "second"], report.Entries.Keys.Order(StringComparer.Ordinal));
        var check = report.Entries["growthbook"];
        Assert.Equal(HealthStatus.Degraded, check.Status);
        Assert.Equal(["live", "ready"], check.Tags.Order(StringComparer.Ordinal));
    }

    private sealed class Forwarding(Clients.Recording recording) : IEffectHandler
    {
        public void Handle(EffectEvent effectEvent) => recording.Handle(effectEvent);
    }

    private sealed class Scoped
    {
        public IPayloadSource Source { get; } = new InMemoryPayloadSource(Clients.Shop.Json);
    }

    private sealed class ScopedPart(Scoped scoped) : IEffectSink, IEffectHandler
    {
        public ValueTask WriteAsync(System.Collections.Immutable.ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => default;

        public void Handle(EffectEvent effectEvent) => _ = scoped.Source;
    }

    private sealed class Asking(IGrowthBookClient client) : IEffectHandler
    {
        public void Handle(EffectEvent effectEvent) => client.User(Attributes.Empty);
    }

    private sealed class AskingSink(GrowthBookClient client) : IEffectSink
    {
        public ValueTask WriteAsync(System.Collections.Immutable.ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            client.User(Attributes.Empty);
            return default;
        }
    }

    private abstract class AbstractSink : IEffectSink
    {
        public abstract ValueTask WriteAsync(System.Collections.Immutable.ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken);
    }

    private sealed class ConcreteSink : AbstractSink
    {
        public int Effects { get; private set; }

        public override ValueTask WriteAsync(System.Collections.Immutable.ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            Effects += batch.Length;
            return default;
        }
    }
}
