using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A handler or sink made of functions gets the kinds of effects that have a function, and counts no others.</summary>
public sealed class SelectiveReceiverTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task A_sink_of_exposures_queues_and_counts_exposures_only()
    {
        var written = 0;
        var sink = EffectSink.Of(onExperimentViewed: (_, _, _, _) =>
        {
            Interlocked.Increment(ref written);
            return default;
        });
        await using var client = await Shop.StartAsync(Services() with { Sinks = [sink, EffectSink.Named("exposures", sink), EffectSink.Of((_, _) => default)] });
        for (var i = 0; i < 4; i++)
        {
            var user = client.User(new Attributes { ["id"] = $"u-{i}" });
            user.IsOn("layout");
            user.IsOn("color");
        }
        await client.FlushAsync();
        Assert.Equal(8, written);
        Assert.Equal([4, 4, 12], client.WriterCounts.Select(counts => counts.Accepted)); // the last one takes 8 usages too
        Assert.Equal([4, 4, 12], client.WriterCounts.Select(counts => counts.Written));
    }

    [Fact]
    public void A_handler_gets_the_kinds_that_have_a_function()
    {
        Assert.Equal(EffectKinds.Exposure, EffectKind.WantedBy(EffectHandler.Of(onExperimentViewed: (_, _, _) => { })));
        Assert.Equal(EffectKinds.Usage | EffectKinds.Event, EffectKind.WantedBy(EffectHandler.Named("x", EffectHandler.When(_ => true, EffectHandler.Of(onFeatureEvaluated: (_, _, _) => { }, onEventLogged: (_, _, _) => { })))));
        Assert.Equal(EffectKinds.Assignment, EffectKind.WantedBy(EffectHandler.Of(onStickyBucketAssigned: (_, _) => { })));
        Assert.Equal(EffectKinds.Assignment, EffectKind.WantedBy(new StickyBucketSink(new InMemoryStickyBucketStore())));
        Assert.Equal(EffectKinds.Usage, EffectKind.WantedBy(new ActivityEventHandler()));
        Assert.Equal(EffectKinds.Exposure | EffectKinds.Usage | EffectKinds.Event, EffectKind.WantedBy(new WarehouseSink(new WarehouseOptions { ClientKey = "sdk-1" }, () => new HttpClient())));
        Assert.Equal(EffectKinds.None, EffectKind.WantedBy(EffectHandler.Of(onExperimentViewed: null)));
        Assert.Equal(EffectKinds.All, EffectKind.WantedBy(EffectHandler.Of(_ => { })));
        Assert.Equal(EffectKinds.All, EffectKind.WantedBy(new Recording()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_no_receiver_takes_has_one_line(bool hasOtherReceiver)
    {
        await using var client = await Shop.StartAsync(Services() with { Sinks = hasOtherReceiver ? [EffectSink.Of(onExperimentViewed: (_, _, _, _) => default)] : [] });
        var user = client.User(Shop.Ada);
        Assert.Empty(Lines());
        user.LogEvent("Purchase");
        user.LogEvent("Refund");
        Assert.StartsWith("the event `Purchase` and later ones are lost", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_with_a_receiver_has_no_line()
    {
        var received = new List<string>();
        await using var client = await Shop.StartAsync(Services() with { Handlers = [EffectHandler.Of(onEventLogged: (name, _, _) => received.Add(name))] });
        client.User(Shop.Ada).LogEvent("Purchase");
        await using var observed = await Shop.StartAsync(Services() with { Observers = [new Recording()] });
        observed.User(Shop.Ada).LogEvent("Purchase");
        await using var without = await Shop.StartAsync(Services());
        without.User(Shop.Ada).WithEffects((effects, _) =>
        {
            received.Add("own");
            return Effects.None;
        }).LogEvent("Purchase");
        Assert.Equal(["Purchase", "own"], received);
        Assert.Empty(Lines());
    }

    /// <summary>Such as the page for developers, which records the effects of a request.</summary>
    [Fact]
    public async Task A_function_that_passes_an_event_on_does_not_receive_it()
    {
        await using var client = await Shop.StartAsync(Services());
        client.User(Shop.Ada).WithEffects((effects, _) => effects).LogEvent("Purchase");
        Assert.StartsWith("the event `Purchase` and later ones are lost", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exposure_that_no_receiver_takes_has_one_line()
    {
        var sink = EffectSink.Of(onFeatureEvaluated: (_, _, _, _) => default);
        foreach (var services in new[] { Services(), Services() with { Sinks = [sink] }, Services() with { StickyBuckets = new InMemoryStickyBucketStore() }, Services() with { Observers = [new ActivityEventHandler()] } })
        {
            _log.Clear();
            await using var client = await Shop.StartAsync(services);
            var user = await client.UserAsync(Shop.Ada);
            user.IsOn("color");
            user.Explain("layout");
            user.EvalAll();
            user.WithEffects((_, _) => Effects.None).IsOn("layout");
            user.WithEffects((effects, _) => effects, tracksExposures: true).IsOn("layout");
            user.WithEffects((effects, _) => effects, tracksExposures: true).WithEffects((effects, _) => effects).WithUrl("https://shop.example/").IsOn("layout");
            Assert.Empty(Lines(452));
            (await client.UserAsync(new Attributes { ["id"] = "u-0" })).IsOn("layout");
            (await client.UserAsync(new Attributes { ["id"] = "u-1" })).IsOn("layout");
            Assert.StartsWith("a user is in experiment `layout-test`, and this exposure and later ones are lost", Assert.Single(Lines(452)), StringComparison.Ordinal);
        }
    }

    /// <summary>Each way in which an exposure reaches the client.</summary>
    [Theory]
    [InlineData("feature")]
    [InlineData("all")]
    [InlineData("experiment")]
    [InlineData("function")]
    [InlineData("pure")]
    [InlineData("awaited")]
    public async Task An_exposure_is_found_in_each_way(string way)
    {
        await using var client = await Shop.StartAsync(Services());
        var user = client.User(Shop.Ada);
        var effects = Evaluator.EvalFeature(user.Context, "layout").Effects;
        switch (way)
        {
            case "feature":
                user.IsOn("layout");
                break;
            case "all":
                user.EvalAll(track: true);
                break;
            case "experiment":
                user.Run(new Experiment("layout-test", 1, 2));
                break;
            case "function":
                user.WithEffects((each, _) => each).IsOn("layout");
                break;
            case "pure":
                client.Effects.Run(effects, user.Context);
                break;
            default:
                await client.Effects.RunAsync(effects, user.Context);
                break;
        }
        Assert.Single(Lines(452));
    }

    [Fact]
    public async Task An_exposure_with_a_receiver_has_no_line()
    {
        ClientServices[] all =
        [
            Services() with { Handlers = [EffectHandler.Of(onExperimentViewed: (_, _, _) => { })] },
            Services() with { Observers = [new Recording()] },
            Services() with { Sinks = [EffectSink.Named("x", EffectSink.Of((_, _) => default))] },
            Services() with { WarnsOfOptions = false },
        ];
        foreach (var services in all)
        {
            await using var client = await Shop.StartAsync(services);
            client.User(Shop.Ada).IsOn("layout");
        }
        Assert.Empty(Lines(452));
    }

    /// <summary>A class of the library that ignores a kind says so; a new class is added to a list here.</summary>
    [Fact]
    public void Each_receiver_of_the_library_names_its_kinds()
    {
        string[] all = ["Batches", "ClientMetrics", "PendingStickyBuckets"];
        var receivers = typeof(ActivityEventHandler).Assembly.GetTypes()
            .Where(type => type.IsClass && (typeof(IEffectHandler).IsAssignableFrom(type) || typeof(IEffectSink).IsAssignableFrom(type)) && !typeof(IReceiverWrapper).IsAssignableFrom(type))
            .ToLookup(typeof(ISelectiveReceiver).IsAssignableFrom, type => type.Name);
        Assert.Equal(all, receivers[false].Order(StringComparer.Ordinal));
        Assert.Equal(["ActivityEventHandler", "Delegated", "Each", "StickyBucketSink", "WarehouseSink"], receivers[true].Order(StringComparer.Ordinal));
    }

    private ClientServices Services() => Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(_log), TimeProvider = TimeProvider.System };

    private string[] Lines(int id = 451) => [.. _log.GetSnapshot().Where(record => record.Id.Id == id).Select(record => record.Message)];
}
