await using var server = await Given.ServerAsync();
var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url, TimeToLive = TimeSpan.FromHours(1) };
var rows = new ConcurrentDictionary<string, (string Json, DateTimeOffset FetchedAt)>();
// snippet
await using (await Given.ClientOfAsync(options, services)) { }
await server.StopAsync();
Assert.Matches("^[0-9a-f]{32}$", Assert.Single(rows.Keys));
await using var growthBook = new GrowthBookClient(options, services);
Assert.Equal(PayloadOrigin.Cache, (await growthBook.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
Assert.Equal(4, growthBook.Payload.FeatureKeys.Count);
