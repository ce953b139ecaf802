await using var growthBook = await Given.ClientAsync();
// snippet
Assert.DoesNotContain("<", script);
Assert.Equal(growthBook.Payload.FeatureKeys, all.Keys);
