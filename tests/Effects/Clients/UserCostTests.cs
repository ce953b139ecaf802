namespace GrowthBook.Client.Tests.Clients;

/// <summary>What a user costs, in bytes on the calling thread.</summary>
public sealed class UserCostTests
{
    private const int Times = 200;

    [Fact]
    public async Task A_user_without_sticky_bucketing_has_no_session_of_its_own()
    {
        await using var client = await Shop.StartAsync();
        await using var sticky = await Shop.StartAsync(Shop.Services() with { StickyBuckets = new InMemoryStickyBucketStore() });
        var plain = Bytes(() => client.User(Shop.Ada));
        Assert.InRange(plain - Bytes(() => client.Context(Shop.Ada)), 32, 80);
        Assert.Equal(plain, Bytes(() => sticky.UserWithoutLookup(Shop.Ada)));
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
            bytes.Add(Bytes(() => Completed(client.UserAsync(Shop.Ada))));
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
        Assert.Equal(Bytes(() => plain.EvalFeature("swiss")), Bytes(() => sticky.EvalFeature("swiss")));
        Assert.Equal(Bytes(() => plain.EvalFeature("layout")), Bytes(() => sticky.EvalFeature("layout")));
    }

    private static GrowthBookUser Completed(ValueTask<GrowthBookUser> user)
    {
        Assert.True(user.IsCompletedSuccessfully);
        return user.Result;
    }

    /// <summary>The bytes of one call, the least of several measurements, because background work of the runtime can add to one.</summary>
    private static long Bytes(Func<object> call)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Times; i++)
                call();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Times);
        }
        return least;
    }
}
