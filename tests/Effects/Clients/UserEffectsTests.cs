namespace GrowthBook.Client.Tests.Clients;

/// <summary>A function between the evaluations of a user and the client's receivers.</summary>
public sealed class UserEffectsTests
{
    private static readonly Experiment Inline = new("inline", "x", "y");

    private readonly Recording _received = new();

    public static TheoryData<string, Action<GrowthBookUser>> Evaluations => new()
    {
        { "EvalFeature", user => user.EvalFeature("layout") },
        { "Run", user => user.Run(Inline) },
        { "EvalPage", user => user.EvalPage() },
        { "EvalAll", user => user.EvalAll(track: true) },
        { "LogEvent", user => user.LogEvent("Purchase") },
    };

    [Theory]
    [MemberData(nameof(Evaluations))]
    public async Task The_function_gets_the_effects_of_each_evaluation_and_decides_which_are_delivered(string evaluation, Action<GrowthBookUser> evaluate)
    {
        await using var client = await StartAsync();
        var seen = new List<Effect>();
        var user = client.User(Shop.Ada, "https://shop.example/old").WithEffects((effects, context) =>
        {
            Assert.Equal("ada", ((Value.String)context.Attributes["id"]).Content);
            seen.AddRange(effects);
            return Effects.None;
        });
        evaluate(user);
        Assert.True(seen.Count > 0 && _received.Events.Count == 0, evaluation);
        var others = seen.ToArray();
        evaluate(client.User(Shop.Ada, "https://shop.example/old"));
        Assert.Equal(others, _received.Events.Select(each => each.Effect));
        Assert.Equal(others, seen);
    }

    public static TheoryData<string, Func<GrowthBookUser, GrowthBookUser>> Changes => new()
    {
        { "WithAttributes", user => user.WithAttributes(new Attributes { ["plan"] = "pro" }) },
        { "WithAttributes of an identifier", user => user.WithAttributes(new Attributes { ["id"] = "bob" }) },
        { "WithUrl", user => user.WithUrl("https://shop.example/") },
        { "WithForcedVariation", user => user.WithForcedVariation("other", 1) },
        { "WithForcedFeature", user => user.WithForcedFeature("color", "blue") },
        { "With", user => user.With(context => context with { QaMode = false, AttributeOverrides = new Attributes { ["id"] = "eve" } }) },
        { "With assignments", user => user.With(context => context with { StickyBuckets = StickyBuckets.Empty }) },
        { "With no assignments", user => user.With(context => context with { StickyBuckets = null }) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Users_that_are_made_from_the_user_have_the_function_too(string change, Func<GrowthBookUser, GrowthBookUser> make)
    {
        foreach (var store in new[] { null, new InMemoryStickyBucketStore() })
        {
            await using var client = await StartAsync(store);
            var seen = new List<Effect>();
            var user = (await client.UserAsync(Shop.Ada)).WithEffects((effects, _) =>
            {
                seen.AddRange(effects);
                return Effects.None;
            });
            make(user).EvalFeature("layout");
            Assert.True(seen.OfType<Effect.FeatureEvaluated>().Count() == 1, change);
            (await client.UserAsync(make(user))).EvalFeature("layout");
            Assert.True(seen.OfType<Effect.FeatureEvaluated>().Count() == 2, change);
            Assert.Empty(_received.Events);
        }
    }

    [Fact]
    public async Task A_second_function_gets_the_effects_that_the_first_returns()
    {
        await using var client = await StartAsync();
        var counts = new List<int>();
        client.User(Shop.Ada)
            .WithEffects((effects, _) => Effects.Of([.. effects.OfType<Effect.ExperimentViewed>()]))
            .WithEffects((effects, _) =>
            {
                counts.Add(effects.Count);
                return effects;
            })
            .EvalFeature("layout");
        Assert.Equal([1], counts);
        Assert.IsType<Effect.ExperimentViewed>(Assert.Single(_received.Events).Effect);
    }

    [Fact]
    public async Task Assignments_after_the_change_belong_to_the_changed_user_only()
    {
        await using var client = await StartAsync(new InMemoryStickyBucketStore());
        var user = await client.UserAsync(Shop.Ada);
        var other = user.WithEffects((_, _) => Effects.None);
        other.EvalFeature("layout");
        Assert.Empty(user.Context.StickyBuckets!);
        Assert.Single(other.Context.StickyBuckets!);
        await client.FlushAsync();
        Assert.Empty((await client.UserAsync(Shop.Ada)).Context.StickyBuckets!);
    }

    [Fact]
    public async Task A_function_is_needed()
    {
        await using var client = await StartAsync();
        Assert.Throws<ArgumentNullException>("change", () => client.User(Shop.Ada).WithEffects(null!));
    }

    private Task<GrowthBookClient> StartAsync(IStickyBucketStore? store = null) =>
        Shop.StartAsync(Shop.Services() with { Observers = [_received], StickyBuckets = store });
}
