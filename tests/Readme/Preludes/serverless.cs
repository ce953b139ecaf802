var tracker = new Tracker();
// snippet
var answer = await HandleRequest(context with { StickyBuckets = StickyBuckets.Empty });
Assert.Equal(["id||u-1", "new-checkout " + (answer == "classic" ? "0" : "1") + " id u-1"], tracker.Tracked.Order());
