using GrowthBook.Client.Tests.Clients;
using GrowthBook.Client.Tests.Pipeline;

namespace GrowthBook.Client.Tests.Allocations;

/// <summary>The bytes that the client allocates besides an evaluation. Runs alone, because it measures the memory of the process.</summary>
[Collection("memory of deduplication")]
public sealed class ClientAllocationTests
{
    [Theory]
    [InlineData("layout")]
    [InlineData("color")]
    [InlineData("zero")]
    [InlineData("swiss")]
    [InlineData("unknown")]
    public async Task Without_receivers_or_for_repetitions_a_user_allocates_what_the_evaluation_does(string feature)
    {
        await using var without = await Shop.StartAsync();
        await using var with = await Shop.StartAsync(Receivers());
        var pure = AllocatedBytes.Of(() => _ = Evaluator.EvalFeature(without.Context(Shop.Ada), feature)) - AllocatedBytes.Of(() => _ = without.Context(Shop.Ada));
        Assert.All([without, with], client =>
        {
            var user = client.User(Shop.Ada);
            Assert.Equal(pure, AllocatedBytes.Of(() => user.EvalFeature(feature)));
        });
    }

    [Fact]
    public async Task Repetitions_of_numeric_ids_and_structured_values_allocate_nothing()
    {
        const string Json = """
            {"features":{
              "object":{"defaultValue":{"a":[1,2,{"b":"c"}]}},
              "text":{"defaultValue":"0123456789012345678901234567890123456789012345678901234567890123456789"}}}
            """;
        await using var client = await Shop.StartAsync(Receivers(Json));
        var user = client.User(new Attributes { ["id"] = 12345678 });
        Assert.Equal(0, AllocatedBytes.Of(() => user.EvalFeature("object")));
        Assert.Equal(0, AllocatedBytes.Of(() => user.EvalFeature("text")));
    }

    [Fact]
    public async Task A_new_user_with_a_new_exposure_takes_at_most_500_bytes_until_it_is_queued()
    {
        const int Users = 5000;
        var release = new TaskCompletionSource();
        var services = Shop.Services() with { Handlers = [EffectHandler.Of(_ => { })], Sinks = [EffectSink.Of(async (_, _) => await release.Task)] };
        await using var client = await Shop.StartAsync(services, options => (options.Writer.Capacity, options.DeduplicationCapacity) = (100_000, Users));
        var attributes = Enumerable.Range(0, 3 * Users).Select(i => new Attributes { ["id"] = $"u-{i}" }).ToArray();
        // The memory is full and the queue has room before the measurement.
        foreach (var user in attributes.Take(2 * Users))
            client.User(user).IsOn("layout");
        var bytes = AllocatedBytes.During(() =>
        {
            foreach (var user in attributes.Skip(2 * Users))
                client.User(user).IsOn("layout");
        }) / Users;
        Assert.Equal(6 * Users, client.WriterCounts[0].Accepted);
        Assert.InRange(bytes, 1, 500);
        release.SetResult();
    }

    [Fact]
    public void Fifty_thousand_exposures_take_at_most_four_megabytes()
    {
        const int Capacity = 50_000;
        var handled = 0;
        var before = GC.GetTotalMemory(true);
        var (pipeline, receiver) = Pipelines.Once(_ => handled++, Capacity);
        for (var user = 0; user < Capacity; user++)
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("experiment", $"user-{user}")));
        var bytes = GC.GetTotalMemory(true) - before;
        Assert.Equal((Capacity, Capacity), (handled, receiver.Remembered));
        Assert.InRange(bytes, 32 * Capacity, 4_000_000);
        GC.KeepAlive(pipeline);
    }

    private static ClientServices Receivers(string json = Shop.Json) =>
        Shop.Services(json) with { Handlers = [EffectHandler.Of(_ => { })], Sinks = [EffectSink.Of((_, _) => default)] };
}
