await using var server = await Given.ServerAsync();
var builder = WebApplication.CreateSlimBuilder();
// snippet
builder.Services.PostConfigure<GrowthBookOptions>(options => options.ApiHost = server.Url);
await using var app = builder.Build();
await app.Services.GetRequiredService<GrowthBookClient>().StartAsync(Timeout.InfiniteTimeSpan);
Assert.Contains(server.Requests, request => request.Path == "/api/features/sdk-abc123");
