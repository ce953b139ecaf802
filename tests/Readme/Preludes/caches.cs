await using var server = await Given.ServerAsync();
var (clientKey, apiHost, folder) = (FeatureServer.ClientKey, server.Url, Directory.CreateDirectory("cache").FullName);
var caching = new ServiceCollection();
caching.AddDistributedMemoryCache();
await using var provider = caching.BuildServiceProvider();
var distributedCache = provider.GetRequiredService<IDistributedCache>();
// snippet
foreach (var services in new[] { new ClientServices(), shared })
    await using (await Given.ClientOfAsync(options, services)) { }
await server.StopAsync();
foreach (var services in new[] { new ClientServices(), shared })
{
    await using var growthBook = new GrowthBookClient(options, services);
    Assert.Equal(PayloadOrigin.Cache, (await growthBook.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
    Assert.Equal(4, growthBook.Payload.FeatureKeys.Count);
}
