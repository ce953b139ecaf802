var store = new InMemoryStickyBucketStore();
await using var growthBook = await Given.ClientAsync(services: new ClientServices { StickyBuckets = store });
// snippet
Assert.False(first.ExperimentResult!.StickyBucketUsed);
Assert.Equal(first.Value, second.Value);
await growthBook.FlushAsync();
Assert.Equal(1, store.Count);
