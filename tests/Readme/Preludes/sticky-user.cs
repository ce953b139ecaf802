var store = new InMemoryStickyBucketStore();
await using var growthBook = await Given.ClientAsync(services: new ClientServices { StickyBuckets = store });
// snippet
await growthBook.FlushAsync();
var again = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });
var result = again.EvalFeature("checkout");
Assert.True(result.ExperimentResult!.StickyBucketUsed);
Assert.Equal(layout, result.ValueOr(""));
Assert.Equal(1, store.Count);
