namespace GrowthBook.Client.Tests.Clients;

/// <summary>What a user costs, in bytes on the calling thread.</summary>
public sealed class UserCostTests
{
    [Fact]
    public async Task A_user_without_sticky_bucketing_has_no_session_of_its_own()
    {
        await using var client = await Shop.StartAsync();
        await using var sticky = await Shop.StartAsync(Shop.Services() with { StickyBuckets = new InMemoryStickyBucketStore() });
        var plain = AllocatedBytes.Of(() => client.User(Shop.Ada));
        Assert.InRange(plain - AllocatedBytes.Of(() => client.Context(Shop.Ada)), 32, 80);
        Assert.Equal(plain, AllocatedBytes.Of(() => sticky.UserWithoutLookup(Shop.Ada)));
    }

    [Fact]
    public async Task A_user_with_stored_assignments_costs_the_same_with_ten_and_with_a_thousand_features()
    {
        var bytes = new List<long>();
        foreach (var count in new[] { 10, 1_000 })
        {
            var features = Enumerable.Range(0, count).Select(i =>
                $$$"""
                "f{{{i}}}":{"rules":[{"key":"e{{{i}}}","variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}]}
                """);
            await using var client = await Shop.StartAsync(Shop.Services("{\"features\":{" + string.Join(",", features) + "}}") with { StickyBuckets = new InMemoryStickyBucketStore() });
            (await client.UserAsync(Shop.Ada)).IsOn("f1");
            await client.FlushAsync();
            bytes.Add(AllocatedBytes.Of(() => Completed(client.UserAsync(Shop.Ada))));
        }
        Assert.Equal(bytes[0], bytes[1]);
        Assert.InRange(bytes[0], 1, 1_500); // 500 in an optimised build
    }

    [Fact]
    public async Task A_session_adds_no_bytes_to_evaluations_that_assign_nothing()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { StickyBuckets = new InMemoryStickyBucketStore() });
        var sticky = await client.UserAsync(Shop.Ada);
        sticky.IsOn("layout");
        await client.FlushAsync();
        var plain = client.UserWithoutLookup(Shop.Ada);
        Assert.Equal(AllocatedBytes.Of(() => plain.EvalFeature("swiss")), AllocatedBytes.Of(() => sticky.EvalFeature("swiss")));
        Assert.Equal(AllocatedBytes.Of(() => plain.EvalFeature("layout")), AllocatedBytes.Of(() => sticky.EvalFeature("layout")));
    }

    [Fact]
    public async Task A_repeated_exposure_of_a_client_with_a_sticky_store_adds_no_bytes_to_the_evaluation()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { StickyBuckets = new InMemoryStickyBucketStore() });
        (await client.UserAsync(Shop.Ada)).IsOn("layout");
        await client.FlushAsync();
        foreach (var user in new[] { await client.UserAsync(Shop.Ada), client.UserWithoutLookup(Shop.Ada) })
        {
            var context = user.Context;
            Assert.Equal(AllocatedBytes.Of(() => _ = Evaluator.EvalFeature(context, "layout")), AllocatedBytes.Of(() => user.EvalFeature("layout")));
        }
    }

    /// <summary>A visitor can force features: each number made a copy of all forced values, and took an evaluation of its own.</summary>
    [Fact]
    public async Task Forced_numbers_cost_no_more_than_their_number()
    {
        const int Count = 4_000;
        var features = string.Join(",", Enumerable.Range(0, Count).Select(i => $"\"f{i}\":{{\"defaultValue\":{i}}}"));
        await using var client = await Shop.StartAsync(Shop.Services("{\"features\":{" + features + "}}"));
        var forced = new Value.Object(Enumerable.Range(0, Count).Select(i => KeyValuePair.Create<string, Value>($"f{i}", $"1234567890123456{i:0000}")));
        var user = client.User(Shop.Ada);
        var changed = default(GrowthBookUser)!;
        Assert.InRange(AllocatedBytes.During(() => changed = user.With(context => context with { ForcedFeatureValues = forced })), 1, 2_000 * Count);
        Assert.All(changed.Context.ForcedFeatureValues.Values, value => Assert.IsType<Value.Number>(value));
    }

    private static GrowthBookUser Completed(ValueTask<GrowthBookUser> user)
    {
        Assert.True(user.IsCompletedSuccessfully);
        return user.Result;
    }
}
