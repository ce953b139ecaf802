namespace GrowthBook.Client.Tests.Clients;

/// <summary>An exposure counts once, reaches every receiver, and is written or counted as dropped.</summary>
public sealed class ExposureTests
{
    private readonly TestTime _time = new();

    [Fact]
    public async Task Exposures_count_once_over_many_users_evaluations_and_threads()
    {
        const int Users = 300;
        var (handler, observer, sink) = (new Recording(), new Recording(), new Recording());
        await using (var client = await Shop.StartAsync(
            Shop.Services() with { Handlers = [handler], Observers = [observer], Sinks = [sink] }, options => options.DeduplicationAttributes = ["id"]))
        {
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            {
                for (var i = 0; i < 5 * Users; i++)
                    Assert.Equal("new", client.User(new Attributes { ["id"] = $"u-{i % Users}" }).GetFeatureValue("layout", ""));
            });
        }
        Assert.Equal(Users, handler.Exposures.Count);
        Assert.Equal(Users, handler.Exposures.Select(exposure => exposure.DeduplicationKey).Distinct().Count());
        Assert.Equal(Users, handler.Usages.Count);
        Assert.Equal(Users, sink.Exposures.Count);
        Assert.Equal(Users, sink.Usages.Count);
        Assert.Equal(8 * 5 * Users, observer.Exposures.Count);
        Assert.Equal(8 * 5 * Users, observer.Usages.Count);
    }

    [Fact]
    public async Task A_usage_is_handled_again_when_its_value_changes_for_the_user()
    {
        var handler = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [handler] });
        var user = client.User(Shop.Ada);
        for (var i = 0; i < 3; i++)
            user.IsOn("swiss");
        user.WithAttributes(new Attributes { ["country"] = "DE" }).IsOn("swiss");
        user.WithAttributes(new Attributes { ["plan"] = "pro" }).WithAttributes(new Attributes { ["country"] = "DE" }).IsOn("swiss");
        Assert.Equal(["true", "false"], handler.Usages.Select(usage => usage.Result.Value.ToJson()));
    }

    [Fact]
    public async Task Without_memory_everything_is_handled_each_time()
    {
        var handler = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [handler] }, options => options.DeduplicationCapacity = 0);
        for (var i = 0; i < 3; i++)
            client.User(Shop.Ada).IsOn("layout");
        Assert.Equal((3, 3), (handler.Exposures.Count, handler.Usages.Count));
    }

    [Fact]
    public async Task A_handler_that_throws_costs_neither_the_caller_nor_the_others()
    {
        var (handler, sink) = (new Recording(), new Recording());
        var failing = EffectHandler.Of(_ => throw new InvalidOperationException("broken"));
        await using var client = await Shop.StartAsync(Shop.Services() with { Observers = [failing], Handlers = [failing, handler], Sinks = [sink] });
        Assert.Equal("new", client.User(Shop.Ada).GetFeatureValue("layout", ""));
        await client.FlushAsync();
        Assert.Single(handler.Exposures);
        Assert.Single(sink.Exposures);
        Assert.Equal(4, client.Effects.HandlerFailures); // two effects, an observer and a handler
    }

    [Fact]
    public async Task A_receiver_that_failed_gets_the_exposure_again_and_no_receiver_gets_it_twice()
    {
        var (handler, sink, slow) = (new Recording(), new Recording(), new Recording());
        var release = new TaskCompletionSource();
        var failures = 3;
        var flaky = EffectHandler.Of(each =>
        {
            if (--failures >= 0)
                throw new InvalidOperationException("busy");
            handler.Handle(each);
        });
        var full = EffectSink.Of(async (batch, cancellationToken) =>
        {
            await release.Task;
            await slow.WriteAsync(batch, cancellationToken);
        });
        await using var client = await Shop.StartAsync(
            Shop.Services() with { Handlers = [flaky], Sinks = [sink, full] },
            options => (options.Writer.Capacity, options.Writer.BatchSize) = (2, 1));
        var ids = Enumerable.Range(0, 40).ToArray();
        Visit();
        release.SetResult();
        for (var round = 0; round < 200 && client.WriterCounts.Any(counts => counts.Written < 80); round++)
        {
            Visit();
            await client.FlushAsync();
        }
        Assert.Equal(2, client.WriterCounts.Length);
        Assert.All([handler, sink, slow], taker =>
        {
            Assert.Equal(ids.Select(id => $"[\"id\",\"u-{id}\",\"layout-test\",1]").Order(), taker.Exposures.Select(exposure => exposure.DeduplicationKey).Order());
            Assert.Equal(40, taker.Usages.Count);
        });
        Assert.All(client.WriterCounts, counts => Assert.Equal((80, 0), (counts.Written, counts.Queued)));
        Assert.True(client.WriterCounts[1].Dropped > 0, "the queue was full");

        void Visit()
        {
            foreach (var id in ids)
                client.User(new Attributes { ["id"] = $"u-{id}" }).IsOn("layout");
        }
    }

    [Fact]
    public async Task Logged_events_reach_every_receiver_each_time()
    {
        var (handler, observer, sink) = (new Recording(), new Recording(), new Recording());
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [handler], Observers = [observer], Sinks = [sink], StickyBuckets = new InMemoryStickyBucketStore() });
        var user = await client.UserAsync(Shop.Ada);
        var total = new Value.Object([new("total", 12.5)]);
        user.LogEvent("Purchase", total);
        user.LogEvent("Purchase", total);
        user.LogEvent("Logout");
        await client.FlushAsync();
        Effect[] logged = [new Effect.EventLogged("Purchase", total), new Effect.EventLogged("Purchase", total), new Effect.EventLogged("Logout", Value.Object.Empty)];
        Assert.All([handler, observer, sink], taker => Assert.Equal(logged, taker.Events.Select(each => each.Effect)));
        Assert.All(sink.Events, each => Assert.Equal(user.Context, each.Context));
        Assert.Equal([0, 3], client.WriterCounts.Select(counts => counts.Accepted)); // the writer of sticky buckets has none of them
        Assert.Throws<ArgumentNullException>("name", () => user.LogEvent(null!));
        Assert.Contains("give it one such as Purchase", Assert.Throws<ArgumentException>("name", () => user.LogEvent("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_only_observers_take_reaches_them()
    {
        var observer = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Observers = [observer] });
        client.User(Shop.Ada).LogEvent("Purchase");
        Assert.Single(observer.Events);
        await using var withoutReceivers = await Shop.StartAsync(Shop.Services());
        withoutReceivers.User(Shop.Ada).LogEvent("Purchase");
        Assert.Equal(0, withoutReceivers.Effects.HandlerFailures);
    }

    [Fact]
    public async Task Each_of_many_handlers_and_sinks_gets_an_exposure_once()
    {
        var (handlers, sinks) = (Enumerable.Range(0, 60).Select(_ => new Recording()).ToArray(), Enumerable.Range(0, 10).Select(_ => new Recording()).ToArray());
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [.. handlers], Sinks = [.. sinks] });
        for (var i = 0; i < 3; i++)
            client.User(Shop.Ada).IsOn("layout");
        await client.FlushAsync();
        Assert.All(handlers.Concat(sinks), receiver => Assert.Equal((1, 1), (receiver.Exposures.Count, receiver.Usages.Count)));
    }

    [Fact]
    public async Task The_client_delivers_effects_of_the_pure_evaluator()
    {
        var handler = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [handler] });
        var context = client.Context(Shop.Ada);
        var (isOn, effects) = Evaluator.IsOn(context, "layout");
        Assert.True(isOn);
        Assert.Empty(handler.Events);
        client.Effects.Run(effects, context);
        Assert.Single(handler.Exposures);
    }

    [Fact]
    public async Task Disposal_writes_queued_effects()
    {
        var sink = new Recording();
        var client = await Shop.StartAsync(Shop.Services(time: _time) with { Sinks = [sink] }, options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++)
            client.User(new Attributes { ["id"] = $"u-{i}" }).IsOn("layout");
        Assert.Empty(sink.Events);
        await client.DisposeAsync();
        Assert.Equal(10, sink.Exposures.Count);
        Assert.Equal(new EffectWriterCounts(20, 20, 0, 0, 0), Assert.Single(client.WriterCounts));
    }

    [Fact]
    public async Task Disposal_ends_at_its_deadline_and_counts_what_was_not_written()
    {
        var sink = EffectSink.Of(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
        var client = await Shop.StartAsync(Shop.Services(time: _time) with { Sinks = [sink] }, options => options.Writer.StopTimeout = TimeSpan.FromSeconds(4));
        client.User(Shop.Ada).IsOn("layout");
        var disposal = client.DisposeAsync().AsTask();
        await _time.PassAsync(TimeSpan.FromSeconds(4));
        await disposal.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((2, 0, 2), (client.WriterCounts[0].Accepted, client.WriterCounts[0].Written, client.WriterCounts[0].Dropped));
    }

    [Fact]
    public async Task Disposing_again_waits_for_the_same_end()
    {
        var release = new TaskCompletionSource();
        var sink = EffectSink.Of(async (_, _) => await release.Task);
        var client = await Shop.StartAsync(Shop.Services(time: _time) with { Sinks = [sink] });
        client.User(Shop.Ada).IsOn("layout");
        var (first, second) = (client.DisposeAsync().AsTask(), client.DisposeAsync().AsTask());
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        release.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromMinutes(2));
        await client.DisposeAsync();
        Assert.Equal(2, client.WriterCounts[0].Written);
    }

    [Fact]
    public async Task After_disposal_evaluation_works_and_its_effects_are_counted_as_dropped()
    {
        var sink = new Recording();
        var client = await Shop.StartAsync(Shop.Services(time: _time) with { Sinks = [sink], StickyBuckets = new InMemoryStickyBucketStore() });
        await client.DisposeAsync();
        Assert.Equal("new", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
        Assert.Empty(sink.Events);
        Assert.Equal([1, 3], client.WriterCounts.Select(counts => counts.Dropped));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StartAsync(TimeSpan.Zero));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.RefreshAsync());
    }

    [Fact]
    public async Task A_client_that_never_started_is_disposed_of_too()
    {
        var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = "sdk-abc" });
        await client.DisposeAsync();
        Assert.Equal("blue", client.User(Shop.Ada).GetFeatureValue("color", "blue"));
    }

    [Fact]
    public void A_part_that_is_null_is_named()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-abc" };
        Assert.Contains("handler", Assert.Throws<ArgumentException>("services", () => new GrowthBookClient(options, new ClientServices { Handlers = [null!] })).Message, StringComparison.Ordinal);
        Assert.Contains("sink", Assert.Throws<ArgumentException>("services", () => new GrowthBookClient(options, new ClientServices { Sinks = [null!] })).Message, StringComparison.Ordinal);
        Assert.Empty(new ClientServices { Handlers = default, Observers = default, Sinks = default }.Sinks);
    }
}
