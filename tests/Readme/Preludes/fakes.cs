TestFeatures features = [Feature("new-checkout").On()];
await using var client = await features.ToClientAsync();
IGrowthBookUser user = client.User(Attributes.Empty);
// snippet
Assert.Equal("one page", page);
