using System.Collections.Concurrent;

namespace GrowthBook.Client.Tests.Handling;

/// <summary>Promise: an exposure passes once, a usage once for each user and value, in bounded memory.</summary>
public class DeduplicatingHandlerTests
{
    [Fact]
    public void An_exposure_passes_once()
    {
        var (handler, passed) = Handler();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            handler.Handle(Some.Event(Some.Exposure("e", "1", 0)));
            handler.Handle(Some.Event(Some.Exposure("e", "1", 1)));
            handler.Handle(Some.Event(Some.Exposure("e", "2", 0)));
            handler.Handle(Some.Event(Some.Exposure("d", "1", 0)));
        }
        Assert.Equal(4, passed.Count);
        Assert.Equal(8, handler.Duplicates);
        Assert.Equal(4, handler.Count);
    }

    [Fact]
    public void Exposures_whose_parts_read_the_same_when_joined_are_different()
    {
        var (handler, passed) = Handler();
        Effect.ExperimentViewed[] alike =
        [
            Some.Exposure("2x", "1", 0), Some.Exposure("x", "12", 0),
            Some.Exposure("ab", "1", 12), Some.Exposure("b1", "1a", 2), Some.Exposure("ab1", "1", 2),
        ];
        Assert.Equal(alike[0].DeduplicationKey, alike[1].DeduplicationKey);
        Assert.Equal(alike[2].DeduplicationKey, alike[3].DeduplicationKey);
        foreach (var effect in alike.Concat(alike))
            handler.Handle(Some.Event(effect));
        Assert.Equal(alike, passed.Select(e => e.Effect));
    }

    /// <summary>The reference keeps the last value per feature and instance, which serves one user.</summary>
    [Fact]
    public void A_usage_passes_when_the_users_value_changes()
    {
        var (handler, passed) = Handler();
        foreach (var value in new Value[] { 1, 1, 2, 2, 1, "1", 1 })
            handler.Handle(Some.Event(Some.Usage("f", value)));
        handler.Handle(Some.Event(Some.Usage("g", 1)));
        handler.Handle(Some.Event(Some.Usage("f", 1), Some.User("2")));
        handler.Handle(Some.Event(Some.Usage("f", 1)));
        Assert.Equal(["f=1", "f=2", "f=1", "f=\"1\"", "f=1", "g=1", "f=1"], passed.Select(e => e.Effect.DeduplicationKey));
    }

    [Fact]
    public void Users_are_told_apart_by_all_attributes_or_those_named()
    {
        Attributes[] users =
        [
            new() { ["id"] = "1", ["page"] = "a" }, new() { ["id"] = "1", ["page"] = "b" },
            new() { ["id"] = "2", ["page"] = "a" }, new() { ["page"] = "a" }, Attributes.Empty,
        ];
        var (all, passedAll) = Handler();
        var (byId, passedById) = Handler(userAttributes: "id");
        foreach (var user in users.Concat(users))
        {
            all.Handle(Some.Event(Some.Usage("f", 1), new Context(Payload.Empty, user)));
            byId.Handle(Some.Event(Some.Usage("f", 1), new Context(Payload.Empty, user)));
        }
        Assert.Equal([.. users, Attributes.Empty], passedAll.Select(e => e.Context.Attributes)); // who has no attributes is nobody in particular
        Assert.Equal([users[0], users[2], users[3], users[4], users[3], users[4]], passedById.Select(e => e.Context.Attributes));
        byId.Handle(Some.Event(Some.Usage("f", 1), new Context(Payload.Empty, users[0]) { AttributeOverrides = users[2] }));
        Assert.Equal(6, passedById.Count);
    }

    [Fact]
    public void Sticky_assignments_always_pass()
    {
        var (handler, passed) = Handler();
        var assigned = Some.Event(new Effect.StickyBucketAssigned(Some.Document("1", ("e__0", "a"))));
        handler.Handle(assigned);
        handler.Handle(assigned);
        Assert.Equal(2, passed.Count);
        Assert.Equal(0, handler.Count);
    }

    [Fact]
    public void Events_that_code_logged_always_pass()
    {
        var (handler, passed) = Handler();
        var purchase = Some.Event(new Effect.EventLogged("Purchase", Value.Object.Empty));
        handler.Handle(purchase);
        handler.Handle(purchase);
        Assert.Equal(2, passed.Count);
        Assert.Equal((0, 0), (handler.Count, handler.Duplicates));
    }

    [Fact]
    public void What_the_handler_behind_fails_to_take_is_not_remembered()
    {
        var fails = true;
        var passed = 0;
        var handler = new DeduplicatingHandler(EffectHandler.Of(_ =>
        {
            if (fails)
                throw new FormatException();
            passed++;
        }));
        Assert.Throws<FormatException>(() => handler.Handle(Some.Event(Some.Exposure())));
        Assert.Equal(0, handler.Count);
        fails = false;
        handler.Handle(Some.Event(Some.Exposure()));
        handler.Handle(Some.Event(Some.Exposure()));
        Assert.Equal(1, passed);
    }

    [Fact]
    public void It_is_exact_up_to_its_capacity_and_forgets_what_was_not_met_for_longest()
    {
        var (handler, passed) = Handler(capacity: 100);
        for (var round = 0; round < 3; round++)
        {
            for (var user = 0; user < 100; user++)
                handler.Handle(Some.Event(Some.Exposure("e", user)));
        }
        Assert.Equal(100, passed.Count);
        handler.Handle(Some.Event(Some.Exposure("e", 0))); // met again, so that 1 is the oldest
        handler.Handle(Some.Event(Some.Exposure("e", 100)));
        Assert.Equal((101, 100), (passed.Count, handler.Count));
        handler.Handle(Some.Event(Some.Exposure("e", 0)));
        Assert.Equal(101, passed.Count);
        handler.Handle(Some.Event(Some.Exposure("e", 1)));
        Assert.Equal((102, 100), (passed.Count, handler.Count));
    }

    [Fact]
    public async Task Many_threads_pass_each_exposure_once()
    {
        var passed = new ConcurrentBag<string>();
        var handler = new DeduplicatingHandler(EffectHandler.Of(e => passed.Add(e.Effect.DeduplicationKey!)));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
                handler.Handle(Some.Event(Some.Exposure("e", (i + (thread * 37)) % 1000)));
        })));
        Assert.Equal(1000, passed.Count);
        Assert.Equal(1000, passed.Distinct().Count());
        Assert.Equal(31_000, handler.Duplicates);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>("handler", () => new DeduplicatingHandler((IEffectHandler)null!));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new DeduplicatingHandler(EffectHandler.Of(), 0));
        Assert.Throws<ArgumentNullException>("effectEvent", () => new DeduplicatingHandler(EffectHandler.Of()).Handle(null!));
    }

    private static (DeduplicatingHandler Handler, List<EffectEvent> Passed) Handler(int capacity = 1000, params string[] userAttributes)
    {
        var passed = new List<EffectEvent>();
        return (new DeduplicatingHandler(EffectHandler.Of(passed.Add), capacity, userAttributes.Length == 0 ? default : [.. userAttributes]), passed);
    }
}
