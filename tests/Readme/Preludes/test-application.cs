TestFeatures features = [Feature("dark-mode").On()];
var effects = new RecordedEffects();
var services = new ServiceCollection();
services.AddGrowthBook(options => options.ClientKey = "sdk-abc123");
// snippet
await using var provider = services.BuildServiceProvider();
var growthBook = provider.GetRequiredService<GrowthBookClient>();
await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
Assert.True(growthBook.User(new Attributes { ["id"] = "u-1" }).IsOn("dark-mode"));
effects.ShouldHaveEvaluated("dark-mode", true);
