using System.Collections.Concurrent;
using System.Collections.Immutable;
using Autofac.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>The client disposes of the parts that were made for it, after it has written its effects; not of services of the container and objects that it got.</summary>
public sealed class PartDisposalTests
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly FakeLogCollector _log = new();
    private readonly TestTime _time = new();

    public static TheoryData<string, Action<GrowthBookBuilder>> Makers => new()
    {
        { "AddSink<T>", client => client.AddSink<Part>() },
        { "AddSink(function)", client => client.AddSink(provider => new Part(provider.GetRequiredService<Events>())) },
        { "a named sink", client => client.AddSink(provider => EffectSink.Named("a", EffectSink.Named("b", new Part(provider.GetRequiredService<Events>())))) },
        { "AddHandler<T>", client => client.AddHandler<Part>() },
        { "AddHandler(function)", client => client.AddHandler(provider => new Part(provider.GetRequiredService<Events>())) },
        { "a named handler", client => client.AddHandler(provider => EffectHandler.Named("a", new Part(provider.GetRequiredService<Events>()))) },
        { "a conditional handler", client => client.AddHandler(provider => EffectHandler.When(_ => true, new Part(provider.GetRequiredService<Events>()))) },
        { "AddObserver<T>", client => client.AddObserver<Part>() },
        { "AddObserver(function)", client => client.AddObserver(provider => new Part(provider.GetRequiredService<Events>())) },
        { "UseStickyBuckets<T>", client => client.UseStickyBuckets<Part>() },
        { "UseStickyBuckets(function)", client => client.UseStickyBuckets(provider => new Part(provider.GetRequiredService<Events>())) },
        { "a store that another replaces", client => client.UseStickyBuckets<Part>().UseStickyBuckets(new InMemoryStickyBucketStore()) },
        { "UseCache<T>", client => client.UseCache<Part>() },
        { "UseCache(function)", client => client.UseCache(provider => new Part(provider.GetRequiredService<Events>())) },
        { "UseSource<T>", client => client.UseSource<Part>() },
        { "UseSource(function)", client => client.UseSource(provider => new Part(provider.GetRequiredService<Events>())) },
        { "UseInitialSource(function)", client => client.UseInitialSource(provider => new Part(provider.GetRequiredService<Events>())) },
    };

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task A_part_that_was_made_for_the_client_is_disposed_of_with_it(string way, Action<GrowthBookBuilder> add)
    {
        var services = Services();
        add(services.AddGrowthBook().UseSource(Hosts.Source("a")));
        await using (var provider = services.BuildServiceProvider())
        {
            var client = provider.GetRequiredService<GrowthBookClient>();
            Assert.Empty(_events);
            await client.DisposeAsync();
            Assert.True(_events.SequenceEqual(["disposed"]), $"{way}: {string.Join(", ", _events)}");
        }
        Assert.Equal(["disposed"], _events);
    }

    public static TheoryData<string, Action<IServiceCollection, GrowthBookBuilder>> Owners => new()
    {
        { "a registered class", (services, client) => { services.AddSingleton<Part>(); client.AddSink<Part>(); } },
        { "a registered interface", (services, client) => { services.AddSingleton<IEffectSink, Part>(); client.AddSink<IEffectSink>(); } },
        { "a transient service", (services, client) => { services.AddTransient<Part>(); client.UseStickyBuckets<Part>(); } },
        { "a service of a function", (services, client) => { services.AddSingleton<Part>(); client.AddSink(provider => provider.GetRequiredService<Part>()); } },
        { "a named service of a function", (services, client) => { services.AddSingleton<Part>(); client.AddSink(provider => EffectSink.Named("a", provider.GetService<Part>()!)); } },
        { "a service that is a named sink", (services, client) => { AddNamed(services); client.AddSink<IEffectSink>(); } },
        { "a named service that is a named sink", (services, client) => { AddNamed(services); client.AddSink(provider => EffectSink.Named("b", provider.GetRequiredService<IEffectSink>())); } },
        {
            "a service that is a conditional handler",
            (services, client) =>
            {
                services.AddSingleton<Part>();
                services.AddSingleton(provider => EffectHandler.Named("a", EffectHandler.When(_ => true, provider.GetRequiredService<Part>())));
                client.AddHandler(provider => provider.GetRequiredService<IEffectHandler>()).AddObserver<IEffectHandler>();
            }
        },
        { "one of several services", (services, client) => { services.AddSingleton<IEffectSink, Part>(); client.AddSink(provider => provider.GetServices<IEffectSink>().Single()); } },
        { "a service with a key", (services, client) => { services.AddKeyedSingleton<Part>("a"); client.AddSink(provider => provider.GetRequiredKeyedService<Part>("a")); } },
        { "a service that may have a key", (services, client) => { services.AddKeyedSingleton<Part>("a"); client.UseCache(provider => provider.GetKeyedService<Part>("a")!); } },
    };

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_service_of_the_container_is_disposed_of_by_the_container(string way, Action<IServiceCollection, GrowthBookBuilder> add)
    {
        var services = Services();
        add(services, services.AddGrowthBook().UseSource(Hosts.Source("a")));
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<GrowthBookClient>().DisposeAsync();
            Assert.True(_events.IsEmpty, way);
        }
        Assert.Equal(["disposed"], _events);
    }

    [Fact]
    public async Task Objects_that_the_client_got_are_not_disposed_of()
    {
        var part = new Part(new Events(_events));
        var services = Services();
        services.AddGrowthBook().UseSource(part).UseInitialSource(part).AddSink(part).AddSink(EffectSink.Named("a", part)).AddHandler(part).AddObserver(part).UseStickyBuckets(part).UseCache(part)
            .ConfigureParts((_, parts) => parts with { Sinks = parts.Sinks.Add(part) });
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        services = Services();
        services.AddSingleton(part);
        services.AddGrowthBook().UseSource(_ => part).AddSink(_ => part).AddSink(_ => EffectSink.Named("a", part)).AddHandler(_ => EffectHandler.When(_ => true, part)).UseCache(_ => part);
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        await using (new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = part, Sinks = [part], Handlers = [part], StickyBuckets = part }))
        {
        }
        Assert.Empty(_events);
    }

    [Fact]
    public async Task An_object_in_a_wrapper_that_is_registered_is_not_disposed_of()
    {
        var named = EffectSink.Named("a", new Part(new Events(_events)));
        var services = Services();
        services.AddSingleton(named);
        services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink<IEffectSink>().AddSink(_ => named).AddSink(_ => EffectSink.Named("b", named));
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Empty(_events);
    }

    [Fact]
    public async Task A_service_in_a_wrapper_outlives_one_of_the_clients_that_share_it()
    {
        var services = Services();
        services.AddSingleton(provider => EffectSink.Named("a", new Part(provider.GetRequiredService<Events>())));
        services.AddGrowthBook("a").UseSource(Hosts.Source("a")).AddSink<IEffectSink>();
        services.AddGrowthBook("b").UseSource(Hosts.Source("b")).AddSink<IEffectSink>();
        await using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredKeyedService<GrowthBookClient>("b");
        await provider.GetRequiredKeyedService<GrowthBookClient>("a").DisposeAsync();
        Assert.Empty(_events);
    }

    [Fact]
    public async Task Objects_that_are_registered_by_a_key_are_not_disposed_of()
    {
        var part = new Part(new Events(_events));
        var services = Services();
        services.AddKeyedSingleton("key", part);
        services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink(_ => part);
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Empty(_events);
    }

    /// <summary>The sink has no way to know who made the store.</summary>
    [Fact]
    public async Task The_store_of_a_sink_is_not_disposed_of()
    {
        var given = new Part(new Events(_events));
        var services = Services();
        services.AddGrowthBook().UseSource(Hosts.Source("a"))
            .AddSink(_ => new StickyBucketSink(given)).AddSink(_ => EffectSink.Named("a", new StickyBucketSink(given)));
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Empty(_events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sink_is_disposed_of_after_its_last_batch_also_if_nothing_is_awaited(bool isAwaited)
    {
        var services = Services();
        services.AddGrowthBook(options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1)).UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink<Part>();
        var provider = services.BuildServiceProvider();
        (await provider.GetRequiredService<GrowthBookClient>().UserAsync(Clients.Shop.Ada)).IsOn("layout");
        if (isAwaited)
            await provider.DisposeAsync();
        else
            provider.Dispose();
        Assert.Equal(["batch", "disposed"], _events);
    }

    [Fact]
    public async Task A_part_in_two_roles_is_disposed_of_once_and_one_that_can_only_synchronously_too()
    {
        var services = Services();
        Part? shared = null;
        services.AddGrowthBook().UseSource(Hosts.Source("a"))
            .AddSink(provider => shared ??= new Part(provider.GetRequiredService<Events>())).AddHandler(_ => shared!).UseCache(_ => shared!)
            .AddHandler<Synchronous>().AddHandler(_ => new Clients.Recording());
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal(["disposed", "disposed synchronously"], _events.Order());
        Assert.DoesNotContain(_log.GetSnapshot(), line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_other_parts_are_disposed_of()
    {
        var services = Services();
        services.AddGrowthBook().UseSource(Hosts.Source("a"))
            .AddSink(_ => new Failing(() => throw new InvalidOperationException("secret")))
            .AddSink<Part>()
            .AddHandler(_ => new Failing(() => Task.FromException(new IOException("secret"))));
        await using (var provider = services.BuildServiceProvider())
            _ = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal(["disposed"], _events);
        var lines = _log.GetSnapshot().Where(line => line.Id.Id == 440).ToList();
        Assert.All(lines, line => Assert.Equal((LogLevel.Warning, "GrowthBook.Client"), (line.Level, line.Category)));
        Assert.Equal(["InvalidOperationException", "IOException"], lines.Select(line => line.Message.Contains("InvalidOperationException", StringComparison.Ordinal) ? "InvalidOperationException" : "IOException").Order());
        Assert.All(lines, line => Assert.StartsWith("Failing, which was made for the client, failed when the client disposed of it; the other parts are disposed of: ", line.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    /// <summary>What the queues leave of the stop timeout, and one second at least.</summary>
    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    public async Task A_slow_disposal_ends_with_the_stop_timeout_and_keeps_no_other_part(int stopTimeout, int expected)
    {
        var never = new TaskCompletionSource();
        var services = Services();
        services.AddGrowthBook(options => options.Writer.StopTimeout = TimeSpan.FromSeconds(stopTimeout)).UseSource(Hosts.Source("a")).AddHandler(_ => new Failing(() => never.Task)).AddHandler<Part>();
        await using var provider = services.BuildServiceProvider();
        var end = provider.GetRequiredService<GrowthBookClient>().DisposeAsync().AsTask();
        await Eventually.TrueAsync(() => !_events.IsEmpty, "the disposal of the other part");
        await _time.PassAsync(TimeSpan.FromSeconds(expected));
        await end;
        Assert.Equal(
            $"Failing, which was made for the client, was not disposed of within 00:00:0{expected}; the client stops without waiting for it; raise Writer.StopTimeout if it needs longer",
            Assert.Single(_log.GetSnapshot(), line => line.Id.Id == 441).Message);
        never.SetResult();
    }

    public static TheoryData<string, Action<GrowthBookBuilder>> Faults => new()
    {
        { "a part that cannot be made", client => client.AddHandler(_ => throw new InvalidOperationException("no")) },
        { "invalid options", client => client.Services.Configure<GrowthBookOptions>(options => options.DeduplicationCapacity = -1) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_a_client_the_parts_that_were_made_for_it_are_disposed_of(string fault, Action<GrowthBookBuilder> add)
    {
        var services = Services();
        add(services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink<Part>());
        await using var provider = services.BuildServiceProvider();
        Assert.ThrowsAny<Exception>(provider.GetRequiredService<GrowthBookClient>);
        await Eventually.TrueAsync(() => _events.SequenceEqual(["disposed"]), fault);
    }

    [Fact]
    public async Task A_function_may_keep_the_provider_and_use_it_later()
    {
        IServiceProvider? kept = null;
        var services = Services();
        services.AddTransient<Part>();
        services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink(provider =>
        {
            kept = provider;
            return EffectSink.Of((_, _) => default);
        });
        await using var container = services.BuildServiceProvider();
        _ = container.GetRequiredService<GrowthBookClient>();
        Assert.NotSame(kept!.GetService<Part>(), kept!.GetRequiredService<Part>());
        Assert.Null(kept!.GetService<string>());
    }

    [Fact]
    public async Task A_container_without_keyed_services_says_so()
    {
        var services = Services();
        services.AddGrowthBook().UseSource(Hosts.Source("a")).AddSink(provider => provider.GetKeyedService<IEffectSink>("a") ?? new Part(new Events([])));
        await using var provider = (AutofacServiceProvider)new AutofacServiceProviderFactory().CreateServiceProvider(new AutofacServiceProviderFactory().CreateBuilder(services));
        var e = Assert.ThrowsAny<Exception>(provider.GetRequiredService<GrowthBookClient>);
        Assert.Equal("the container has no keyed services", (e.InnerException ?? e).Message);
    }

    private static void AddNamed(IServiceCollection services)
    {
        services.AddSingleton<Part>();
        services.AddSingleton(provider => EffectSink.Named("a", provider.GetRequiredService<Part>()));
    }

    private ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(new Events(_events));
        return services;
    }

    private sealed record Events(ConcurrentQueue<string> Queue);

    private sealed class Part(Events events) : IEffectSink, IEffectHandler, IStickyBucketStore, IPayloadCache, IPayloadSource, IAsyncDisposable, IDisposable
    {
        public PayloadOrigin Origin => PayloadOrigin.Init;

        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            events.Queue.Enqueue("batch");
            return default;
        }

        public void Handle(EffectEvent effectEvent)
        {
        }

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => new(StickyBuckets.Empty);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new(new PayloadFetch.Loaded("{}"u8.ToArray()));

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            events.Queue.Enqueue("disposed");
        }

        public void Dispose() => events.Queue.Enqueue("disposed without waiting");
    }

    private sealed class Synchronous(Events events) : IEffectHandler, IDisposable
    {
        public void Handle(EffectEvent effectEvent)
        {
        }

        public void Dispose() => events.Queue.Enqueue("disposed synchronously");
    }

    private sealed class Failing(Func<Task> end) : IEffectSink, IEffectHandler, IAsyncDisposable
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => default;

        public void Handle(EffectEvent effectEvent)
        {
        }

        public ValueTask DisposeAsync() => new(end());
    }
}
