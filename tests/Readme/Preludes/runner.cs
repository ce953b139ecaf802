var written = new ConcurrentQueue<EffectEvent>();
var sink = Given.Into(written);
var analytics = new Analytics();
// snippet
await writer.FlushAsync();
Assert.Equal(effects, written.Select(each => each.Effect));
Assert.Equal([$"checkout {result.Value}"], analytics.Tracked);
