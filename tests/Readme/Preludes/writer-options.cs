// snippet
var written = new ConcurrentQueue<EffectEvent>();
await using var growthBook = await Given.ClientAsync(options, new ClientServices { Sinks = [Given.Into(written)] });
foreach (var id in Enumerable.Range(0, 1000))
    growthBook.User(new Attributes { ["id"] = $"u-{id % 100}" }).EvalFeature("checkout");
await growthBook.FlushAsync();
Assert.Equal(200, written.Count);
Assert.Equal(new EffectWriterCounts(200, 200, 0, 0, 0), Assert.Single(growthBook.WriterCounts));
