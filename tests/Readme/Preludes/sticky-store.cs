var store = new InMemoryStickyBucketStore();
// snippet
await using var growthBook = await Given.ClientAsync(services: services);
(await growthBook.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout");
await growthBook.FlushAsync();
Assert.Equal(1, store.Count);
