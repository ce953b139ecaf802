Skip.If(RedisServer.Missing() is not null, RedisServer.Missing());
await using var redis = await RedisServer.StartAsync();
var redisAddress = redis.Configuration;
await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
var services = new ServiceCollection();
services.PostConfigureAll<GrowthBookOptions>(options => options.StickyBucketTimeout = TimeSpan.FromMinutes(1)); // a loaded machine
// snippet
await using (var provider = services.BuildServiceProvider())
{
    var growthBook = provider.GetRequiredService<GrowthBookClient>();
    await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
    (await growthBook.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout");
    await growthBook.FlushAsync();
    Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 0), growthBook.WriterCounts[0]);
}
await server.StopAsync();
await using (var provider = services.BuildServiceProvider())
{
    var growthBook = provider.GetRequiredService<GrowthBookClient>();
    Assert.True((await growthBook.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
    var result = (await growthBook.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout");
    Assert.True(result.ExperimentResult!.StickyBucketUsed);
}
