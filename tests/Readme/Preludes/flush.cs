var cancellationToken = CancellationToken.None;
var written = new ConcurrentQueue<EffectEvent>();
await using var growthBook = await Given.ClientAsync(services: new ClientServices { Sinks = [Given.Into(written)] });
growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
// snippet
Assert.Equal(2, written.Count);
Assert.Equal(new EffectWriterCounts(2, 2, 0, 0, 0), counts);
