namespace GrowthBook.Client.Redis.Tests;

public sealed class ManyWritersTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    [SkippableFact]
    public async Task Two_processes_save_10000_times_each_for_the_same_user_and_nothing_is_lost()
    {
        SharedRedis.Need();
        const int Rounds = 200;
        Assert.Equal(10_000, Rounds * SavingProcess.Experiments);
        var ended = await Task.WhenAll(
            SavingProcess.StartAsync(redis.Server.Configuration, "left", Rounds),
            SavingProcess.StartAsync(redis.Server.Configuration, "right", Rounds));
        Assert.Equal([(0, ""), (0, "")], ended);

        var document = await new RedisStickyBucketStore(redis.Connection).ReadOneAsync("id||user");
        var expected = new[] { "left", "right" }
            .SelectMany(name => Enumerable.Range(0, SavingProcess.Experiments).Select(experiment => ($"{name}-{experiment}__0", "200")))
            .ToArray();
        Assert.Equal(Documents.Of("user", expected), document);
    }

    [SkippableFact]
    public async Task A_thousand_concurrent_saves_lose_nothing()
    {
        SharedRedis.Need();
        // The last of a thousand waits for all others, on a busy machine longer than a connection usually lets it.
        await using var patient = await redis.Server.ConnectAsync(options => options.AsyncTimeout = 60_000);
        var stores = Enumerable.Range(0, 8).Select(_ => new RedisStickyBucketStore(patient)).ToArray();
        var expected = Enumerable.Range(0, 1000).Select(i => ($"experiment-{i}__0", i % 2 == 0 ? "0" : "1")).ToArray();
        await Task.WhenAll(expected.Select((assignment, i) => Task.Run(() => stores[i % stores.Length].SaveAsync(Documents.Of("busy", assignment)).AsTask())));
        Assert.Equal(Documents.Of("busy", expected), await stores[0].ReadOneAsync("id||busy"));
    }
}
