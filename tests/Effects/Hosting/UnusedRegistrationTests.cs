using System.Collections.Immutable;
using Autofac;
using Autofac.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Parts that are services of the container, and that no client has, get nothing: a warning for each registration.</summary>
public sealed class UnusedRegistrationTests
{
    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Warnings => _log.GetSnapshot().Where(line => line is { Id.Id: 409, Level: LogLevel.Warning, Category: "GrowthBook.Client" }).Select(line => line.Message);

    [Fact]
    public void Each_kind_is_warned_of_and_not_created()
    {
        Create(services =>
        {
            services.AddSingleton<IEffectSink>(_ => throw new InvalidOperationException("created"));
            services.AddSingleton<IEffectHandler>(_ => throw new InvalidOperationException("created"));
            services.AddSingleton<IStickyBucketStore>(_ => throw new InvalidOperationException("created"));
            services.AddSingleton<IPayloadCache>(_ => throw new InvalidOperationException("created"));
            services.AddSingleton<IPayloadSource>(_ => throw new InvalidOperationException("created"));
            services.AddGrowthBook(options => (options.PayloadFile, options.CacheDirectory) = ("none.json", "none"));
        });
        Assert.Equal(
            [
                Warning("IEffectSink", "AddSink<IEffectSink>()"),
                Warning("IEffectHandler", "AddHandler<IEffectHandler>()"),
                Warning("IStickyBucketStore", "UseStickyBuckets<IStickyBucketStore>()"),
                Warning("IPayloadCache", "UseCache<IPayloadCache>()"),
                Warning("IPayloadSource", "UseSource<IPayloadSource>()"),
            ],
            Warnings);
    }

    [Fact]
    public void Each_kind_is_warned_of_next_to_another_part_that_the_client_has()
    {
        Create(services =>
        {
            services.AddSingleton<IEffectSink, Part>();
            services.AddSingleton<IEffectHandler, Part>();
            services.AddSingleton<IStickyBucketStore, Part>();
            services.AddSingleton<IPayloadCache, Part>();
            services.AddSingleton<IPayloadSource, Part>();
            services.AddGrowthBook().AddSink<OtherPart>().AddHandler<OtherPart>().UseStickyBuckets<OtherPart>().UseCache<OtherPart>().UseSource<OtherPart>();
        });
        Assert.Equal(
            [
                Warning("IEffectSink Part", "AddSink<IEffectSink>()"),
                Warning("IEffectHandler Part", "AddHandler<IEffectHandler>()"),
                Warning("IStickyBucketStore Part", "UseStickyBuckets<IStickyBucketStore>()"),
                Warning("IPayloadCache Part", "UseCache<IPayloadCache>()"),
                Warning("IPayloadSource Part", "UseSource<IPayloadSource>()"),
            ],
            Warnings);
    }

    [Fact]
    public void Each_registration_has_a_warning_with_the_call_that_passes_it()
    {
        Create(services =>
        {
            services.AddSingleton<IEffectSink, Part>();
            services.AddSingleton<IEffectSink>(_ => new Part());
            services.AddSingleton<IEffectSink>(new Part());
            services.AddSingleton<IEffectSink, Part>(_ => new Part());
            services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink(new OtherPart());
        });
        Assert.Equal(
            [Warning("IEffectSink Part", "AddSink<Part>()"), Warning("IEffectSink", "AddSink(…)"), Warning("IEffectSink Part", "AddSink<Part>()"), Warning("IEffectSink Part", "AddSink<IEffectSink>()")],
            Warnings);
    }

    [Fact]
    public void Parts_that_take_services_of_the_framework_only_call_no_other()
    {
        Create(services =>
        {
            services.AddDistributedMemoryCache().AddSingleton<IEffectHandler, Part>();
            services.AddGrowthBook(options => options.ClientKey = "sdk-a").UseSource(Hosts.Source("a")).AddWarehouse().UseDistributedCache().UseDistributedStickyBuckets().AddObserver<Logging>()
                .AddSink(provider => EffectSink.Named(provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value.ClientKey + "a", new OtherPart()));
        });
        Assert.Equal([Warning("IEffectHandler Part", "AddHandler<IEffectHandler>()")], Warnings);
    }

    /// <summary>Ways to pass a registered part to the client.</summary>
    public static TheoryData<string, Action<IServiceCollection>> Uses => new()
    {
        { "its interface", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink<IEffectSink>() },
        { "its class", services => Client(services.AddSingleton<Part>()).AddSink<Part>() },
        { "its class next to a registration of the interface", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink<Part>() },
        { "its class, to which the interface leads", services => Client(services.AddSingleton<Part>().AddSingleton<IEffectSink>(provider => provider.GetRequiredService<Part>())).AddSink<Part>() },
        { "the registered object", services => With(services, new Part()) },
        { "a named sink", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink(provider => EffectSink.Named("a", provider.GetRequiredService<IEffectSink>())) },
        { "a named object", services => Client(services.AddSingleton<IEffectSink>(Shared)).AddSink(EffectSink.Named("a", Shared)) },
        { "a function of the required service", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink(provider => new Around([provider.GetRequiredService<IEffectSink>()])) },
        { "a function of all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<IEffectSink, OtherPart>()).AddSink(provider => new Around(provider.GetServices<IEffectSink>())) },
        { "a class that takes all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<IEffectSink, OtherPart>()).AddSink<Around>() },
        { "a registered class that takes all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<IEffectSink, OtherPart>().AddSingleton<Around>()).AddSink<Around>() },
        { "a registered class that a function makes of all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton(provider => new Around(provider.GetServices<IEffectSink>()))).AddSink<Around>() },
        { "a registered class whose constructor takes one that takes all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<Around>().AddSingleton<AroundAround>()).AddSink<AroundAround>() },
        { "a class whose constructor takes one that takes all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<Around>()).AddSink<AroundAround>() },
        { "a class that takes a list of such classes", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<Around>().AddSingleton<AroundAll>()).AddSink<AroundAll>() },
        { "a function of the class to which the interface leads", services => Client(services.AddSingleton<Part>().AddSingleton<IEffectSink>(provider => provider.GetRequiredService<Part>())).AddSink(provider => new Around([provider.GetRequiredService<Part>()])) },
        { "a function of a service that takes all services", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton<Around>()).AddSink(provider => new AroundAround(provider.GetRequiredService<Around>())) },
        { "a part of another kind that takes all services", services => Client(services.AddSingleton<IEffectHandler, Part>().AddSingleton<AroundHandlers>()).AddSink<AroundHandlers>() },
        { "an observer", services => Client(services.AddSingleton<IEffectHandler, Part>()).AddObserver<IEffectHandler>() },
        { "an initial source", services => Client(services.AddSingleton<IPayloadSource, Part>()).UseInitialSource(provider => provider.GetRequiredService<IPayloadSource>()) },
        { "the general method", services => Client(services.AddSingleton<IPayloadCache, Part>()).ConfigureParts((provider, parts) => parts with { Cache = provider.GetService<IPayloadCache>() }) },
        { "a class that creates a scope for each call", services => Client(services.AddScoped<IEffectSink, Part>()).AddSink<PerCall>() },
        { "a class that takes the container", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink<Late>() },
        { "a function that keeps the container", services => Client(services.AddSingleton<IEffectSink, Part>()).AddSink(provider => new Late(provider)) },
        { "a function that asks for nothing, and may have kept the container", services => Client(services.AddSingleton<IEffectSink, Part>()).AddHandler(_ => new OtherPart()) },
        { "a class that takes a service lazily", services => Client(services.AddSingleton<IEffectSink, Part>().AddSingleton(provider => new Lazy<IEffectSink>(provider.GetRequiredService<IEffectSink>))).AddSink<Lazily>() },
        { "a keyed service that takes all services", services => Client(services.AddSingleton<IEffectSink>(new Part()).AddKeyedSingleton<Around>("a")).AddSink(provider => provider.GetRequiredKeyedService<Around>("a")) },
        { "an open generic service that takes all services", services => Client(services.AddSingleton<IEffectSink>(new Part()).AddSingleton(typeof(Around<>))).AddSink(provider => provider.GetRequiredService<Around<int>>()) },
        { "the store of a sink", services => Client(services.AddSingleton<IStickyBucketStore>(Shared)).AddSink(new StickyBucketSink(Shared)) },
        { "a registered named sink within another name", services => { var named = EffectSink.Named("a", Shared); Client(services.AddSingleton(named)).AddSink(EffectSink.Named("b", named)); } },
        { "another client", services => { Client(services.AddSingleton<IEffectSink, Part>()); services.AddGrowthBook("b").UseSource(Hosts.Source("b")).AddSink<IEffectSink>(); } },
        { "a key, which is not looked at", services => Client(services.AddKeyedSingleton<IEffectSink, Part>("a")) },
        { "a test that has removed it", services => Client(services.AddSingleton<IEffectSink, Part>()).ClearParts().UseSource(Hosts.Source("b")) },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_part_that_a_client_has_is_not_warned_of(string way, Action<IServiceCollection> add)
    {
        Create(add);
        Assert.True(!Warnings.Any(), $"{way}: {string.Join("; ", Warnings)}");
    }

    [Fact]
    public void A_part_that_none_of_several_clients_has_is_warned_of_once_when_all_are_created()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        services.AddSingleton<IEffectSink, Part>();
        Client(services).AddSink(new OtherPart());
        services.AddGrowthBook("b").UseSource(Hosts.Source("b"));
        using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Empty(Warnings);
        _ = provider.GetRequiredKeyedService<GrowthBookClient>("b");
        Assert.Equal([Warning("IEffectSink Part", "AddSink<IEffectSink>()")], Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Registrations_of_another_container_count_as_one(bool isUsed)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        var client = Client(services).AddSink(new OtherPart());
        if (isUsed)
            client.AddSink<IEffectSink>();
        using var provider = (AutofacServiceProvider)new AutofacServiceProviderFactory(builder => builder.RegisterType<Part>().As<IEffectSink>().SingleInstance())
            .CreateServiceProvider(new AutofacServiceProviderFactory(builder => builder.RegisterType<Part>().As<IEffectSink>().SingleInstance()).CreateBuilder(services));
        _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal(isUsed ? [] : [Warning("IEffectSink", "AddSink<IEffectSink>()")], Warnings);
    }

    private static readonly Part Shared = new();

    private static string Warning(string service, string call) =>
        $"{service} is a service of the container, and no GrowthBook client uses it; pass it to the client: AddGrowthBook(…).{call}, or ignore this line if a part of the client or the application calls it";

    private static GrowthBookBuilder Client(IServiceCollection services) => services.AddGrowthBook().UseSource(Hosts.Source("a"));

    private static void With(IServiceCollection services, Part part) => Client(services.AddSingleton<IEffectSink>(part)).AddSink(part);

    /// <summary>Creates the clients.</summary>
    private void Create(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        add(services);
        using var provider = services.BuildServiceProvider();
        foreach (var client in services.Where(service => service.ServiceType == typeof(GrowthBookClient)).ToList())
            _ = client.ServiceKey is { } key ? provider.GetRequiredKeyedService<GrowthBookClient>(key) : provider.GetRequiredService<GrowthBookClient>();
    }

    private class Part : IEffectSink, IEffectHandler, IStickyBucketStore, IPayloadCache, IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Init;

        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => default;

        public void Handle(EffectEvent effectEvent)
        {
        }

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => new(StickyBuckets.Empty);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new(new PayloadFetch.Loaded("{}"u8.ToArray()));
    }

    private sealed class OtherPart : Part;

    private class Forward(IEffectSink sink) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => sink.WriteAsync(batch, cancellationToken);
    }

    private sealed class AroundAround(Around sink) : Forward(sink);

    private sealed class AroundAll(IEnumerable<Around> sinks) : Forward(sinks.First());

    private sealed class AroundHandlers(IEnumerable<IEffectHandler> handlers) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            foreach (var handler in handlers)
                handler.Handle(batch[0]);
            return default;
        }
    }

    private sealed class Logging(ILogger<Logging> logger, TimeProvider? time = null) : IEffectHandler
    {
        public void Handle(EffectEvent effectEvent) => _ = (logger.IsEnabled(LogLevel.Debug), time);
    }

    private sealed class PerCall(IServiceScopeFactory scopes) : IEffectSink
    {
        public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IEffectSink>().WriteAsync(batch, cancellationToken);
        }
    }

    private sealed class Late(IServiceProvider provider) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => provider.GetRequiredService<IEffectSink>().WriteAsync(batch, cancellationToken);
    }

    private sealed class Lazily(Lazy<IEffectSink> sink) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => sink.Value.WriteAsync(batch, cancellationToken);
    }

    private sealed class Around<T>(IEnumerable<IEffectSink> sinks) : Forward(sinks.First());

    private sealed class Around(IEnumerable<IEffectSink> sinks) : IEffectSink
    {
        public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            foreach (var sink in sinks)
                await sink.WriteAsync(batch, cancellationToken);
        }
    }
}
