var written = new ConcurrentQueue<EffectEvent>();
await using var growthBook = await Given.ClientAsync(services: new ClientServices { Sinks = [Given.Into(written)] });
var user = growthBook.User(new Attributes { ["id"] = "u-1" });
// snippet
await growthBook.FlushAsync();
var tracked = TrackingEvent.Of(Assert.Single(written).Effect)!;
Assert.Equal(("Purchase", """{"total":12.5,"currency":"EUR"}"""), (tracked.Name, tracked.Properties.ToString()));
