await using var server = await Given.ServerAsync();
await using var ingestion = await IngestionServer.Start();
var (clientKey, apiHost, ingestorHost) = (FeatureServer.ClientKey, server.Url, ingestion.Address);
var services = new ServiceCollection();
// snippet
await using var provider = services.BuildServiceProvider();
var growthBook = provider.GetRequiredService<GrowthBookClient>();
await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
await growthBook.FlushAsync();
Assert.Equal(
    ["Experiment Viewed", "Feature Evaluated"],
    Assert.Single(ingestion.Requests).Body.GetProperty("events").EnumerateArray().Select(each => each.GetProperty("event_name").GetString()));
