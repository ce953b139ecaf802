using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A receiver that is added twice gets each effect twice, which is a warning unless two objects can have different settings.</summary>
public sealed class RepeatedReceiverTests
{
    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Warnings => _log.GetSnapshot().Where(line => line.Id.Id == 438).Select(line => line.Message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_class_that_two_modules_add_is_warned_of(bool isService)
    {
        await BuildAsync(services =>
        {
            if (isService)
                services.AddSingleton<Table>();
            services.AddGrowthBook().AddSink<Table>().AddHandler<Table>().AddObserver<Table>();
            services.AddGrowthBook().AddSink<Table>().AddHandler<Table>().AddObserver<Table>();
        });
        Assert.Equal([Warning("sink", "Table", 2, "AddSink"), Warning("handler", "Table", 2, "AddHandler"), Warning("observer", "Table", 2, "AddObserver")], Warnings);
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton, "Table")]
    [InlineData(ServiceLifetime.Transient, "IEffectHandler")]
    public async Task An_interface_that_is_added_twice_is_one_warning(ServiceLifetime lifetime, string type)
    {
        await BuildAsync(services =>
        {
            services.Add(new ServiceDescriptor(typeof(IEffectHandler), typeof(Table), lifetime));
            services.AddGrowthBook().AddHandler<IEffectHandler>().AddHandler<IEffectHandler>();
        });
        Assert.Equal([Warning("handler", type, 2, "AddHandler")], Warnings);
    }

    [Fact]
    public async Task An_object_that_is_added_several_times_is_warned_of()
    {
        var table = new Table();
        await BuildAsync(services => services.AddGrowthBook().AddSink(table).AddSink(_ => table).AddSink(table));
        using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = new InMemoryPayloadSource(Shop.Json), Handlers = [table, table], LoggerFactory = new CollectingLoggerFactory(_log) });
        Assert.Equal([Warning("sink", "Table", 3, "AddSink"), Warning("handler", "Table", 2, "AddHandler")], Warnings);
    }

    [Fact]
    public async Task A_receiver_has_the_name_that_other_log_lines_give_it()
    {
        var exposures = EffectSink.Named("exposures", EffectSink.Of((_, _) => default));
        var usages = EffectSink.Named("usages", EffectSink.Of((_, _) => default));
        var unnamed = EffectHandler.Of(_ => { });
        await using var client = new GrowthBookClient(
            new GrowthBookOptions(),
            new ClientServices
            {
                Source = new InMemoryPayloadSource(Shop.Json),
                Sinks = [exposures, usages, exposures, usages, usages],
                Handlers = [unnamed, unnamed],
                Observers = [new Generic<int>(), EffectHandler.Named("one", unnamed), EffectHandler.Named("two", unnamed)],
                LoggerFactory = new CollectingLoggerFactory(_log),
            });
        Assert.Equal([Warning("sink", "exposures", 2, "AddSink"), Warning("sink", "usages", 3, "AddSink"), Warning("handler", "EffectHandler.Of", 2, "AddHandler")], Warnings);
        Assert.Equal("Generic<int>", ReceiverName.Of(new Generic<int>()));
    }

    [Fact]
    public async Task Parts_of_the_library_with_the_same_settings_are_warned_of()
    {
        await BuildAsync(services => services.AddGrowthBook(options => options.ClientKey = "sdk-1").AddWarehouse().AddWarehouse().AddActivityEvents().AddActivityEvents());
        Assert.Equal([Warning("sink", "WarehouseSink", 2, "AddSink"), Warning("observer", "ActivityEventHandler", 2, "AddObserver")], Warnings);
    }

    [Fact]
    public async Task Different_receivers_are_not_warned_of()
    {
        await BuildAsync(services =>
        {
            var table = new Table();
            services.AddGrowthBook(options => options.ClientKey = "sdk-1")
                .AddSink(_ => new Table()).AddSink(_ => new Table()).AddSink(new Table()).AddSink<Table>()
                .AddWarehouse().AddWarehouse(options => options.ClientKey = "sdk-2")
                .AddSink(table).AddHandler(table).AddObserver(table).AddHandler<Table>().AddObserver<Table>();
            services.AddGrowthBook("other").AddSink<Table>();
        });
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task A_class_that_was_cleared_is_not_counted()
    {
        await BuildAsync(services => services.AddGrowthBook().AddSink<Table>().ClearParts().AddSink<Table>().AddSink(_ => new Table()));
        Assert.Empty(Warnings);
    }

    private static string Warning(string kind, string type, int count, string method) =>
        $"the {kind} `{type}` is added {count} times, so it gets each effect as often; add it once; several with settings of their own are added as objects: {method}(provider => …)";

    private async Task BuildAsync(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
        add(services);
        services.AddGrowthBook().UseSource(new InMemoryPayloadSource(Shop.Json));
        await using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<GrowthBookClient>();
    }

    private sealed class Generic<T> : IEffectHandler
    {
        public void Handle(EffectEvent effectEvent)
        {
            // Only its name matters.
        }
    }

    internal sealed class Table : IEffectSink, IEffectHandler
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => default;

        public void Handle(EffectEvent effectEvent)
        {
            // Only its registration matters.
        }
    }
}
