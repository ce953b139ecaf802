var tracker = new Tracker();
// snippet
var writer = WriteInBackground();
var onePage = 0;
for (var i = 0; i < 1000; i++)
    onePage += HandleRequest(new Context(payload, new Attributes { ["id"] = "u-" + i })) == "one-page" ? 1 : 0;
channel.Writer.Complete();
await writer;
Assert.Equal((1000, 0), (tracker.Tracked.Count, dropped));
Assert.Equal(onePage, tracker.Tracked.Count(line => line.StartsWith("new-checkout 1 id u-", StringComparison.Ordinal)));
Assert.Equal(1000, tracker.Tracked.Distinct().Count());
