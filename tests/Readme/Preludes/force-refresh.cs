var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.RequireAssertion(_ => true));
await using var server = await Given.ServerAsync();
builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, server.Url));
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("Unchanged", await (await browser.PostAsync("/admin/refresh-flags", null)).Content.ReadAsStringAsync());
