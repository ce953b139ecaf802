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

    private static GrowthBookUser Completed(ValueTask<GrowthBookUser> user)
    {
        Assert.True(user.IsCompletedSuccessfully);
        return user.Result;
    }
}
