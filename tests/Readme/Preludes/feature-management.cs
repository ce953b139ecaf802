var services = new ServiceCollection();
services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
services.AddGrowthBook(options => options.PayloadFile = "features.json");
// snippet
await using var provider = services.BuildServiceProvider();
await provider.GetRequiredService<GrowthBookClient>().StartAsync();
var manager = provider.GetRequiredService<IVariantFeatureManager>();
Assert.True(await IsDark(manager, new Account("u-1", "pro")));
Assert.False(await IsDark(manager, new Account("u-2", "free")));
