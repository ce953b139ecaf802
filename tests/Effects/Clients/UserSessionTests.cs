using System.Collections.Concurrent;
using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A user sees the variations that it was assigned, and the store gets only documents that changed.</summary>
public sealed class UserSessionTests
{
    private const string Two = """
        {"features":{
          "a":{"defaultValue":"none","rules":[{"key":"a","variations":["old","new"],"weights":[0,1],"hashAttribute":"id","fallbackAttribute":"device","meta":[{"key":"0"},{"key":"1"}],"condition":{"country":{"$ne":"DE"}}}]},
          "b":{"defaultValue":"none","rules":[{"key":"b","variations":["old","new"],"weights":[1,0],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]}},
         "experiments":[{"key":"page","variations":[{},{"css":"a{}"}],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]}
        """;

    private readonly SavingStore _store = new();
    private readonly Recording _seen = new();

    [Fact]
    public async Task The_second_evaluation_uses_the_sticky_bucket_of_the_first()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        Assert.Equal((false, true), (IsSticky(user, "a"), IsSticky(user, "a")));

        var inline = new Experiment("inline", "x", "y") { Meta = [new VariationMeta("0"), new VariationMeta("1")] };
        Assert.Equal((false, true), (user.Run(inline).StickyBucketUsed, user.Run(inline).StickyBucketUsed));

        var page = new[] { user.EvalPage(), user.EvalPage() }.Select(each => each.VisualChanges.Single().Result.StickyBucketUsed);
        Assert.Equal([false, true], page);
    }

    [Fact]
    public async Task An_attribute_added_after_an_assignment_does_not_change_the_variation()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(new Attributes { ["id"] = "ada" });
        Assert.Equal("new", user.GetFeatureValue("a", ""));
        var german = user.WithAttributes(new Attributes { ["country"] = "DE" });
        Assert.Equal(("new", true), (german.GetFeatureValue("a", ""), IsSticky(german, "a")));
        var unassigned = await client.UserAsync(new Attributes { ["id"] = "bob", ["country"] = "DE" });
        Assert.Equal("none", unassigned.GetFeatureValue("a", ""));
    }

    [Fact]
    public async Task An_identifier_added_after_an_assignment_does_not_change_the_variation_and_its_document_is_not_saved()
    {
        await using var client = await StartAsync();
        var visitor = await client.UserAsync(new Attributes { ["device"] = "d" });
        Assert.Equal("new", visitor.GetFeatureValue("a", ""));
        var known = visitor.WithAttributes(new Attributes { ["id"] = "ada" });
        Assert.Equal(("new", true), (known.GetFeatureValue("a", ""), IsSticky(known, "a")));
        Assert.Equal((false, true), (IsSticky(known, "b"), IsSticky(known, "b")));
        await client.FlushAsync();
        Assert.Equal(["device||d"], _store.Saved.Select(document => document.Key));
    }

    [Fact]
    public async Task Assignments_of_one_identifier_are_one_growing_document()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        user.IsOn("a");
        user.IsOn("b");
        user.EvalPage();
        var assigned = _seen.Assignments.Select(each => string.Join(" ", each.Document.Assignments.Select(one => $"{one.Key}={one.Value}")));
        Assert.Equal(["a__0=1", "a__0=1 b__0=0", "a__0=1 b__0=0 page__0=1"], assigned);
    }

    [Fact]
    public async Task Five_evaluations_make_one_save()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        for (var i = 0; i < 5; i++)
            Assert.True(user.IsOn("a"));
        await client.FlushAsync();
        Assert.Equal("""{"attributeName":"id","attributeValue":"ada","assignments":{"a__0":"1"}}""", Assert.Single(_store.Saved).ToString());
        Assert.Equal(1, client.WriterCounts[0].Accepted);
    }

    [Fact]
    public async Task Users_made_from_one_user_share_its_assignments_in_both_directions()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        var before = user.Context;
        Assert.True(user.WithUrl("https://shop.example/").WithForcedVariation("x", 1).WithForcedFeature("y", 1).With(same => same with { QaMode = false }).IsOn("a"));
        Assert.True(IsSticky(user, "a"));
        Assert.Equal(StickyBuckets.Empty, before.StickyBuckets);
        Assert.Equal("""{"a__0":"1"}""", Assert.Single(user.Context.StickyBuckets!).ToValue()["assignments"].ToJson());
        Assert.Same(user.Context, user.Context);
    }

    [Fact]
    public async Task Looking_assigns_nothing()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        user.Explain("a");
        Evaluator.EvalFeature(user.Context, "a");
        Assert.Equal((0, false), (user.Context.StickyBuckets!.Count, IsSticky(user, "a")));
    }

    [Fact]
    public async Task An_override_of_an_identifier_switches_sticky_bucketing_off_and_saves_no_document()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(new Attributes { ["device"] = "d" });
        user.IsOn("a");
        GrowthBookUser[] others =
        [
            user.With(context => context with { AttributeOverrides = new Attributes { ["id"] = "bob" } }),
            user.With(context => context with { AttributeOverrides = new Attributes { ["device"] = "e" } }),
            user.WithAttributes(new Attributes { ["device"] = "e" }),
            user.With(context => context with { Attributes = new Attributes { ["device"] = "e" } }),
            user.WithAttributes(new Attributes { ["id"] = "ada" }).WithAttributes(new Attributes { ["id"] = "bob" }),
        ];
        foreach (var other in others)
        {
            Assert.Null(other.Context.StickyBuckets);
            other.IsOn("a");
            other.IsOn("b");
            Assert.Null(other.WithUrl("/").Context.StickyBuckets);
        }
        var support = await client.UserAsync(others[0]);
        Assert.Null(support.Context.StickyBuckets);
        support.IsOn("b");
        var company = user.With(context => context with { AttributeOverrides = new Attributes { ["company"] = "c", ["country"] = "CH" } });
        Assert.True(IsSticky(company, "a"));
        company.Run(new Experiment("inline", 0, 1) { HashAttribute = "company" });
        await client.FlushAsync();
        Assert.Equal(["device||d"], _store.Saved.Select(document => document.Key));
    }

    [Fact]
    public async Task Documents_that_the_caller_brings_are_a_session_of_their_own()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        user.IsOn("a");
        var bob = user.With(context => context with
        {
            Attributes = new Attributes { ["id"] = "bob" },
            StickyBuckets = StickyBuckets.Of(SampleEffects.Document("bob", ("b__0", "1"))),
        });
        Assert.Equal("new", bob.GetFeatureValue("b", ""));
        Assert.True(bob.IsOn("a"));
        await client.FlushAsync();
        Assert.Equal("""{"a__0":"1","b__0":"1"}""", _store.Saved.Single(document => document.AttributeValue == "bob").ToValue()["assignments"].ToJson());
        Assert.Null(user.With(context => context with { StickyBuckets = null }).Context.StickyBuckets);
        Assert.True(IsSticky(user, "a"));
    }

    [Fact]
    public async Task All_features_of_a_user_count_as_used_only_on_request()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        for (var i = 0; i < 2; i++)
            Assert.Equal(["new", "old"], user.EvalAll().Values.Select(result => result.ValueOr("")));
        Assert.Equal(["a__0", "b__0"], user.Context.StickyBuckets!.Single().Assignments.Keys);
        Assert.Equal((2, 2), (_seen.Events.Count, _seen.Assignments.Count));
        Assert.Equal((true, true), (IsSticky(user, "a"), user.EvalAll()["b"].ExperimentResult!.StickyBucketUsed));
        Assert.Equal(["a"], _seen.Exposures.Select(exposure => exposure.Experiment.Key));

        user.EvalAll(track: true);
        Assert.Equal(["a", "a", "b"], _seen.Exposures.Select(exposure => exposure.Experiment.Key));
        Assert.Equal(["a", "a", "b"], _seen.Usages.Select(usage => usage.FeatureKey));
        await client.FlushAsync();
        Assert.Equal(2, _store.Saved.Last().Assignments.Count);
    }

    [Fact]
    public async Task All_features_and_experiments_of_a_user_only_save_assignments()
    {
        await using var client = await StartAsync();
        var user = await client.UserAsync(Shop.Ada);
        for (var i = 0; i < 2; i++)
        {
            var (features, experiments) = user.EvalAllAndRun([new Experiment("page", "x", "y") { Meta = [new() { Key = "0" }, new() { Key = "1" }] }]);
            Assert.Equal(["new", "old"], features.Values.Select(result => result.ValueOr("")));
            Assert.Equal((true, i == 1), (experiments.Single().InExperiment, experiments.Single().StickyBucketUsed));
        }
        Assert.Equal(["a__0", "b__0", "page__0"], user.Context.StickyBuckets!.Single().Assignments.Keys);
        Assert.Equal((3, 3), (_seen.Events.Count, _seen.Assignments.Count));
        await client.FlushAsync();
        Assert.Equal(3, _store.Saved.Last().Assignments.Count);
    }

    [Fact]
    public async Task All_features_of_a_user_without_stored_assignments_have_no_effects()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { Observers = [_seen] });
        Assert.Equal(client.Payload.FeatureKeys, client.User(Shop.Ada).EvalAll().Keys);
        Assert.Empty(_seen.Events);
    }

    [Fact]
    public async Task Sixteen_threads_lose_no_assignment_and_save_each_once()
    {
        const int Features = 60;
        var features = Enumerable.Range(0, Features).Select(i =>
            $$$"""
            "f{{{i}}}":{"rules":[{"key":"e{{{i}}}","variations":[1,2],"meta":[{"key":"x"},{"key":"y"}]}]}
            """);
        await using var client = await StartAsync("{\"features\":{" + string.Join(",", features) + "}}");
        var user = await client.UserAsync(Shop.Ada);
        using var start = new Barrier(16);
        var results = new ConcurrentBag<bool>();
        var threads = Enumerable.Range(0, 16).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < Features; i++)
                    results.Add(IsSticky(user.WithUrl("https://shop.example/" + thread), $"f{(i + (thread / 2 * 7)) % Features}"));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);
        Assert.Equal(Features, results.Count(isSticky => !isSticky));
        Assert.Equal(Features, Assert.Single(user.Context.StickyBuckets!).Assignments.Count);
        Assert.Equal(Enumerable.Range(1, Features), _seen.Assignments.Select(each => each.Document.Assignments.Count).Order());
        await client.FlushAsync();
        Assert.Equal(Features, (await _store.ReadAsync(["id||ada"], default)).Single().Assignments.Count);
    }

    private static bool IsSticky(GrowthBookUser user, string feature) => user.EvalFeature(feature).ExperimentResult!.StickyBucketUsed;

    private Task<GrowthBookClient> StartAsync(string json = Two) =>
        Shop.StartAsync(Shop.Services(json) with { StickyBuckets = _store, Observers = [_seen] });

    private sealed class SavingStore : IStickyBucketStore
    {
        private readonly InMemoryStickyBucketStore _inner = new();
        private readonly ConcurrentQueue<StickyAssignmentDocument> _saved = new();

        public IReadOnlyCollection<StickyAssignmentDocument> Saved => [.. _saved];

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => _inner.ReadAsync(keys, cancellationToken);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
        {
            _saved.Enqueue(document);
            return _inner.SaveAsync(document, cancellationToken);
        }
    }
}
