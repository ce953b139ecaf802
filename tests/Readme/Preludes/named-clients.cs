var services = new ServiceCollection();
// snippet
await using var provider = services.AddSingleton<AdminPages>().BuildServiceProvider();
Assert.NotNull(provider.GetRequiredService<AdminPages>());
var options = provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>();
Assert.Equal("sdk-shop", options.CurrentValue.ClientKey);
Assert.Equal("sdk-admin", options.Get("admin").ClientKey);
