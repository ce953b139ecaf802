using System.Collections.Concurrent;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>A handler gets an exposure once, and a usage once per user and value, in bounded memory.</summary>
public class DeduplicationTests
{
    [Fact]
    public void An_exposure_is_delivered_once()
    {
        var (pipeline, receiver, passed) = Once();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", "1", 0)));
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", "1", 1)));
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", "2", 0)));
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("d", "1", 0)));
        }
        Assert.Equal(4, passed.Count);
        Assert.Equal(8, receiver.Duplicates);
        Assert.Equal(4, receiver.Remembered);
    }

    [Fact]
    public void Exposures_whose_parts_read_the_same_when_joined_are_different()
    {
        var (pipeline, receiver, passed) = Once();
        Effect.ExperimentViewed[] alike =
        [
            SampleEffects.Exposure("2x", "1", 0), SampleEffects.Exposure("x", "12", 0),
            SampleEffects.Exposure("ab", "1", 12), SampleEffects.Exposure("b1", "1a", 2), SampleEffects.Exposure("ab1", "1", 2),
        ];
        foreach (var effect in alike.Concat(alike))
            pipeline.Deliver(SampleEffects.Event(effect));
        Assert.Equal(alike, passed.Select(e => e.Effect));
    }

    /// <summary>The reference keeps the last value per feature and instance, which serves one user.</summary>
    [Fact]
    public void A_usage_is_delivered_when_the_users_value_changes()
    {
        var (pipeline, receiver, passed) = Once();
        foreach (var value in new Value[] { 1, 1, 2, 2, 1, "1", 1 })
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", value)));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("g", 1)));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1), SampleEffects.User("2")));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1)));
        Assert.Equal(["[\"f\",1]", "[\"f\",2]", "[\"f\",1]", "[\"f\",\"1\"]", "[\"f\",1]", "[\"g\",1]", "[\"f\",1]"], passed.Select(e => e.Effect.DeduplicationKey));
    }

    [Fact]
    public void Users_are_identified_by_all_attributes_or_the_named_ones()
    {
        Attributes[] users =
        [
            new() { ["id"] = "1", ["page"] = "a" }, new() { ["id"] = "1", ["page"] = "b" },
            new() { ["id"] = "2", ["page"] = "a" }, new() { ["page"] = "a" }, Attributes.Empty,
        ];
        var (all, _, passedAll) = Once();
        var (byId, _, passedById) = Once(userAttributes: "id");
        foreach (var user in users.Concat(users))
        {
            all.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1), new Context(Payload.Empty, user)));
            byId.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1), new Context(Payload.Empty, user)));
        }
        Assert.Equal([.. users, Attributes.Empty], passedAll.Select(e => e.Context.Attributes)); // without attributes nothing identifies the user
        Assert.Equal([users[0], users[2], users[3], users[4], users[3], users[4]], passedById.Select(e => e.Context.Attributes));
        byId.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1), new Context(Payload.Empty, users[0]) { AttributeOverrides = users[2] }));
        Assert.Equal(6, passedById.Count);
    }

    [Fact]
    public void Sticky_assignments_are_always_delivered()
    {
        var (pipeline, receiver, passed) = Once();
        var assigned = SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("e__0", "a"))));
        pipeline.Deliver(assigned);
        pipeline.Deliver(assigned);
        Assert.Equal(2, passed.Count);
        Assert.Equal(0, receiver.Remembered);
    }

    [Fact]
    public void Logged_events_are_always_delivered()
    {
        var (pipeline, receiver, passed) = Once();
        var purchase = SampleEffects.Event(new Effect.EventLogged("Purchase", Value.Object.Empty));
        pipeline.Deliver(purchase);
        pipeline.Deliver(purchase);
        Assert.Equal(2, passed.Count);
        Assert.Equal((0, 0), (receiver.Remembered, receiver.Duplicates));
    }

    [Fact]
    public void An_effect_that_the_handler_failed_to_take_is_not_remembered()
    {
        var fails = true;
        var passed = 0;
        var (pipeline, receiver) = Pipelines.Once(_ =>
        {
            if (fails)
                throw new FormatException();
            passed++;
        });
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        Assert.Equal(1, receiver.Failures);
        Assert.Equal(0, receiver.Remembered);
        fails = false;
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        Assert.Equal(1, passed);
    }

    [Fact]
    public void Deduplication_is_exact_up_to_its_capacity_and_evicts_the_least_recently_seen()
    {
        var (pipeline, receiver, passed) = Once(capacity: 100);
        for (var round = 0; round < 3; round++)
        {
            for (var user = 0; user < 100; user++)
                pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", user)));
        }
        Assert.Equal(100, passed.Count);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", 0))); // seen again, so that 1 is the oldest
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", 100)));
        Assert.Equal((101, 100), (passed.Count, receiver.Remembered));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", 0)));
        Assert.Equal(101, passed.Count);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", 1)));
        Assert.Equal((102, 100), (passed.Count, receiver.Remembered));
    }

    [Fact]
    public async Task Many_threads_deliver_each_exposure_once()
    {
        var passed = new ConcurrentBag<string>();
        var (pipeline, receiver) = Pipelines.Once(e => passed.Add(e.Effect.DeduplicationKey!));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
                pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", (i + (thread * 37)) % 1000)));
        })));
        Assert.Equal(1000, passed.Count);
        Assert.Equal(1000, passed.Distinct().Count());
        Assert.Equal(31_000, receiver.Duplicates);
    }

    [Fact]
    public async Task Sixteen_threads_deliver_once_per_receiver_and_every_count_is_exact()
    {
        const int Users = 500;
        var counts = new int[3];
        EffectReceiver[] receivers = [.. Enumerable.Range(0, 3).Select(i => EffectReceiver.Handler(EffectHandler.Of(_ => Interlocked.Increment(ref counts[i]))))];
        var pipeline = new EffectPipeline([.. receivers]);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 4 * Users; i++)
            {
                var user = ((i + (thread * 37)) % Users).ToString(System.Globalization.CultureInfo.InvariantCulture);
                pipeline.Run([SampleEffects.Exposure("e", user), SampleEffects.Usage("f", 1)], SampleEffects.User(user));
            }
        })));
        Assert.All(counts, count => Assert.Equal(2 * Users, count));
        Assert.All(receivers, receiver => Assert.Equal((2 * Users, (16 * 4 * 2 * Users) - (2 * Users)), (receiver.Remembered, receiver.Duplicates)));
    }

    [Fact]
    public void A_receiver_belongs_to_one_pipeline()
    {
        var receiver = EffectReceiver.Handler(EffectHandler.Of());
        _ = new EffectPipeline([receiver]);
        Assert.Contains("create one for each pipeline", Assert.Throws<ArgumentException>(() => new EffectPipeline([receiver])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_arguments_throw()
    {
        Assert.Throws<ArgumentNullException>("handler", () => EffectReceiver.Handler(null!));
        Assert.Throws<ArgumentNullException>("handler", () => EffectReceiver.Observer(null!));
        Assert.Throws<ArgumentNullException>("writer", () => EffectReceiver.Sink(null!));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => EffectReceiver.Handler(EffectHandler.Of(), 0));
    }

    private static (EffectPipeline Pipeline, EffectReceiver Receiver, List<EffectEvent> Passed) Once(int capacity = 1000, params string[] userAttributes)
    {
        var passed = new List<EffectEvent>();
        var (pipeline, receiver) = Pipelines.Once(passed.Add, capacity, [.. userAttributes]);
        return (pipeline, receiver, passed);
    }
}
