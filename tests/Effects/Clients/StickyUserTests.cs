using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A user stays in an assigned variation, and a failing store affects only that.</summary>
public sealed class StickyUserTests
{
    private readonly TestTime _time = new();

    private static string Layout(string weights) => $$$$"""
        {"features":{"layout":{"defaultValue":"none","rules":[{"key":"layout-test","variations":["old","new"],"weights":{{{{weights}}}},"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]}}}
        """;

    [Fact]
    public async Task The_next_user_keeps_the_variation_after_the_weights_changed()
    {
        var store = new InMemoryStickyBucketStore();
        var services = Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store };
        await using var client = await Shop.StartAsync(services);
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
        await client.FlushAsync();
        Assert.Equal(1, store.Count);
        Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 0), Assert.Single(client.WriterCounts));

        Shop.SourceOf(services).Set(Layout("[0,1]"));
        await client.RefreshAsync();
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
        Assert.Equal("new", (await client.UserAsync(new Attributes { ["id"] = "bob" })).GetFeatureValue("layout", ""));
        Assert.Equal("new", client.UserWithoutLookup(Shop.Ada).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task User_throws_with_a_store_and_names_the_call_to_use()
    {
        await using var client = await Shop.StartAsync(Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = new InMemoryStickyBucketStore() });
        var message = Assert.Throws<InvalidOperationException>(() => client.User(Shop.Ada)).Message;
        Assert.Contains("call UserAsync", message, StringComparison.Ordinal);
        Assert.Contains("UserWithoutLookup", message, StringComparison.Ordinal);
        Assert.Null(client.UserWithoutLookup(Shop.Ada).Context.StickyBuckets);
        Assert.NotNull((await client.UserAsync(Shop.Ada)).Context.StickyBuckets);
    }

    [Fact]
    public async Task Without_a_store_UserAsync_completes_at_once_with_the_same_user()
    {
        await using var client = await Shop.StartAsync(Shop.Services(Layout("[1,0]"), _time));
        var user = client.UserAsync(Shop.Ada, "https://shop.example/");
        Assert.True(user.IsCompletedSuccessfully);
        Assert.Equal(client.User(Shop.Ada, "https://shop.example/").Context, (await user).Context);
    }

    /// <summary>A store that returns saved documents, and whose saves wait or fail.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task The_same_users_next_requests_keep_the_variation_before_it_is_saved(int failingSaves)
    {
        var store = new DownStore { IsUp = true, FailingSaves = failingSaves };
        var services = Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store };
        await using var client = await Shop.StartAsync(services, options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1));
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
        if (failingSaves > 0)
        {
            await _time.PassUntilAsync(() => client.WriterCounts[0].FailedAttempts == 2, TimeSpan.FromMinutes(20));
            Assert.Equal(1, client.WriterCounts[0].Queued);
        }

        Shop.SourceOf(services).Set(Layout("[0,1]"));
        await client.RefreshAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => client.UserAsync(Shop.Ada).AsTask())));
        Assert.All(users, user => Assert.Equal("old", user.GetFeatureValue("layout", "")));
        Assert.Equal("new", (await client.UserAsync(new Attributes { ["id"] = "bob" })).GetFeatureValue("layout", ""));
        Assert.Equal(2, client.WriterCounts[0].Accepted); // no new assignment of Ada
        await _time.PassUntilAsync(() => client.WriterCounts[0].Written == 2, TimeSpan.FromMinutes(20));
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
    }

    /// <summary>By the hash again, which differs by then.</summary>
    [Fact]
    public async Task An_assignment_that_could_finally_not_be_saved_is_counted_and_no_longer_seen()
    {
        var store = new DownStore { IsUp = true, FailingSaves = 5 };
        var services = Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store };
        await using var client = await Shop.StartAsync(services);
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
        await _time.PassUntilAsync(() => client.WriterCounts[0].Dropped == 1, TimeSpan.FromSeconds(1));
        Shop.SourceOf(services).Set(Layout("[0,1]"));
        await client.RefreshAsync();
        Assert.Equal("new", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task Another_process_knows_what_this_one_assigned()
    {
        var store = new InMemoryStickyBucketStore();
        await using (var first = await Shop.StartAsync(Shop.Services(Layout("[1,0]")) with { StickyBuckets = store }))
            (await first.UserAsync(Shop.Ada)).IsOn("layout");
        await using var second = await Shop.StartAsync(Shop.Services(Layout("[0,1]")) with { StickyBuckets = store });
        Assert.Equal("old", (await second.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task A_store_that_is_down_switches_sticky_bucketing_off_and_nothing_throws()
    {
        var log = new FakeLogCollector();
        var store = new DownStore();
        await using var client = await Shop.StartAsync(
            Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store, LoggerFactory = new CollectingLoggerFactory(log) });
        var user = await client.UserAsync(Shop.Ada);
        Assert.Null(user.Context.StickyBuckets);
        Assert.Equal("old", user.GetFeatureValue("layout", ""));
        Assert.Equal(default, Assert.Single(client.WriterCounts));
        Assert.Contains(log.GetSnapshot(), record => record.Message.Contains("sticky bucketing is off", StringComparison.Ordinal));
        Assert.DoesNotContain(log.GetSnapshot(), record => (record.Message + record.Exception).Contains("ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Saving_an_assignment_is_retried_until_it_succeeds()
    {
        var store = new DownStore { IsUp = true, FailingSaves = 2 };
        await using var client = await Shop.StartAsync(Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store });
        (await client.UserAsync(Shop.Ada)).IsOn("layout");
        await _time.PassUntilAsync(() => client.WriterCounts[0].Written == 1, TimeSpan.FromSeconds(1));
        Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 2), client.WriterCounts[0]);
        Assert.Equal("old", (await client.UserAsync(Shop.Ada)).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task An_assignment_is_saved_again_where_it_was_lost_although_the_exposure_counts_once()
    {
        var store = new InMemoryStickyBucketStore(capacity: 1);
        var seen = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = store, Handlers = [seen] });
        foreach (var id in new[] { "ada", "bob", "ada" })
        {
            (await client.UserAsync(new Attributes { ["id"] = id })).IsOn("layout");
            await client.FlushAsync();
        }
        Assert.Equal(3, client.WriterCounts[0].Written);
        Assert.Equal(2, seen.Exposures.Count);
        Assert.Equal(3, seen.Assignments.Count);
    }

    [Fact]
    public async Task A_new_identifier_does_not_overwrite_its_stored_assignments()
    {
        const string Two = """
            {"features":{
              "f":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"weights":[1,0],"hashAttribute":"id","fallbackAttribute":"device","meta":[{"key":"0"},{"key":"1"}]}]},
              "g":{"defaultValue":0,"rules":[{"key":"h","variations":["a","b"],"weights":[1,0],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]}}}
            """;
        var stored = SampleEffects.Document("ada", ("h__0", "1"));
        var store = new DownStore { IsUp = true };
        await store.SaveAsync(stored, CancellationToken.None);
        await using var client = await Shop.StartAsync(Shop.Services(Two, _time) with { StickyBuckets = store }, options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1));
        var anonymous = await client.UserAsync(new Attributes { ["device"] = "d", ["country"] = "CH" });

        store.IsUp = false;
        var known = anonymous.WithAttributes(new Attributes { ["id"] = "ada" });
        Assert.Equal("a", known.GetFeatureValue("f", ""));
        (await client.UserAsync(new Attributes { ["id"] = "ada" })).IsOn("g");
        Assert.Equal(0, client.WriterCounts[0].Accepted);

        store.IsUp = true;
        await client.FlushAsync();
        Assert.Equal(StickyBuckets.Of(stored), await store.ReadAsync(["id||ada"], CancellationToken.None));
        var read = await client.UserAsync(new Attributes { ["id"] = "ada" });
        Assert.Equal("b", read.GetFeatureValue("g", ""));
        // A user with the same identifiers, or fewer, keeps the documents that were read.
        Assert.Equal("b", read.WithAttributes(new Attributes { ["id"] = "ada", ["country"] = "DE" }).GetFeatureValue("g", ""));
        Assert.NotNull(anonymous.WithAttributes(new Attributes { ["device"] = Value.Null.Instance }).Context.StickyBuckets);
    }

    [Fact]
    public async Task A_cancelled_caller_gets_an_OperationCanceledException()
    {
        await using var client = await Shop.StartAsync(Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = new DownStore { Hangs = true } });
        using var end = new CancellationTokenSource();
        var user = client.UserAsync(Shop.Ada, cancellationToken: end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => user);
    }

    [Fact]
    public async Task A_store_that_hangs_is_waited_for_as_long_as_the_options_say()
    {
        await using var client = await Shop.StartAsync(
            Shop.Services(Layout("[1,0]"), _time) with { StickyBuckets = new DownStore { Hangs = true } },
            options => options.StickyBucketTimeout = TimeSpan.FromSeconds(7));
        var user = client.UserAsync(Shop.Ada).AsTask();
        await _time.PassAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("old", (await user).GetFeatureValue("layout", ""));
    }

    private sealed class DownStore : IStickyBucketStore
    {
        private readonly InMemoryStickyBucketStore _inner = new();

        public bool IsUp { get; set; }

        public bool Hangs { get; init; }

        public int FailingSaves { get; set; }

        public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return IsUp ? await _inner.ReadAsync(keys, cancellationToken) : throw new IOException("no store for " + string.Join(" ", keys));
        }

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) =>
            FailingSaves-- > 0 ? throw new IOException("no store for " + document.Key) : _inner.SaveAsync(document, cancellationToken);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""","meta":[{"key":"0"},{"name":"New"}]""", true)]
    [InlineData(""","meta":[{"key":"0"}]""", true)]
    [InlineData(""","meta":[{"name":"Old"},{"key":"1"}]""", false)]
    [InlineData(""","disableStickyBucketing":true""", false)]
    public async Task An_assignment_that_no_evaluation_finds_is_a_warning_once(string members, bool isWarned)
    {
        var log = new FakeLogCollector();
        var json = $$$"""{"features":{"layout":{"rules":[{"key":"layout-test","variations":["old","new"],"weights":[0,1]{{{members}}} }]} } }""";
        await using var client = await Shop.StartAsync(Shop.Services(json, _time) with { StickyBuckets = new InMemoryStickyBucketStore(), LoggerFactory = new CollectingLoggerFactory(log) });

        (await client.UserAsync(Shop.Ada)).IsOn("layout");
        (await client.UserAsync(new Attributes { ["id"] = "bob" })).IsOn("layout");
        client.UserWithoutLookup(Shop.Ada).IsOn("layout");

        Assert.Equal(isWarned ? ["an assignment of experiment `layout-test` is saved, and no evaluation finds it, because a variation has no key; give each variation of the experiment a key in its meta, such as its index"] : [],
            log.GetSnapshot().Where(record => record.Id.Id == 2105).Select(record => record.Message));
    }

    /// <summary>Without a store: the application gives the stored assignments itself, or runs the effects of its own evaluations.</summary>
    [Theory]
    [InlineData("user")]
    [InlineData("effects")]
    [InlineData("all")]
    [InlineData("withheld")]
    public async Task An_assignment_that_no_evaluation_finds_is_a_warning_without_a_store(string way)
    {
        var log = new FakeLogCollector();
        const string json = """{"features":{"layout":{"rules":[{"key":"layout-test","variations":["old","new"]}]},"keyed":{"rules":[{"key":"keyed-test","variations":["old","new"],"meta":[{"key":"0"},{"key":"1"}]}]}}}""";
        await using var client = await Shop.StartAsync(Shop.Services(json, _time) with { LoggerFactory = new CollectingLoggerFactory(log) });
        client.User(Shop.Ada).IsOn("layout");
        Assert.DoesNotContain(log.GetSnapshot(), record => record.Id.Id == 2105);

        var user = client.User(Shop.Ada).With(context => context with { StickyBuckets = StickyBuckets.Empty });
        user.IsOn("keyed");
        Assert.DoesNotContain(log.GetSnapshot(), record => record.Id.Id == 2105);
        for (var i = 0; i < 2; i++)
        {
            if (way == "user")
                user.IsOn("layout");
            else if (way == "all")
                user.EvalAll();
            else if (way == "withheld")
                user.WithEffects((_, _) => Effects.None).IsOn("layout");
            else
                client.Effects.Run(Evaluator.EvalFeature(user.Context, "layout").Effects, user.Context);
        }
        Assert.Contains("`layout-test`", Assert.Single(log.GetSnapshot(), record => record.Id.Id == 2105).Message, StringComparison.Ordinal);
    }
}
