Skip.If(RedisServer.Missing() is not null, RedisServer.Missing());
await using var redisServer = await RedisServer.StartAsync();
var redisAddress = redisServer.Configuration;
await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
// snippet
user.EvalFeature("checkout");
await growthBook.FlushAsync();
Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 0), growthBook.WriterCounts[0]);
await server.StopAsync();
await using var restarted = new GrowthBookClient(
    new GrowthBookOptions { ClientKey = clientKey, ApiHost = apiHost }, new ClientServices { Cache = new RedisPayloadCache(redis.GetAsync) });
Assert.True((await restarted.StartAsync(TimeSpan.FromSeconds(30))).HasPayload);
