// snippet
using var growthBook = new GrowthBookClient(options);
Assert.Equal(["id", "company"], growthBook.StickyBucketAttributesOf(Payload.Empty).AsEnumerable());
