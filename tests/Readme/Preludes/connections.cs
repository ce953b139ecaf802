await using var server = await Given.ServerAsync();
var builder = Host.CreateEmptyApplicationBuilder(null);
var services = builder.Services;
var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["GrowthBook:ClientKey"] = "sdk-shop",
    ["GrowthBook:ApiHost"] = server.Url,
    ["AdminGrowthBook:ClientKey"] = "sdk-admin",
    ["AdminGrowthBook:ApiHost"] = server.Url,
}).Build();
// snippet
using var host = builder.Build();
await host.StartAsync();
await host.Services.GetRequiredService<GrowthBookClient>().StartAsync(Timeout.InfiniteTimeSpan);
await host.Services.GetRequiredKeyedService<GrowthBookClient>("admin").StartAsync(Timeout.InfiniteTimeSpan);
Assert.Equal(8, host.Services.GetRequiredService<Report>().Features);
Assert.Contains(server.Requests, request => request.Path == "/api/features/sdk-shop");
Assert.Contains(server.Requests, request => request.Path == "/api/features/sdk-admin");
await host.StopAsync();
