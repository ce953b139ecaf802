var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", Args = ["--urls", "http://127.0.0.1:0"] });
builder.Services.AddGrowthBook(options => options.StartTimeout = TimeSpan.FromMinutes(1)).UseSource(new InMemoryPayloadSource("""{"features":{}}""")).AddAspNetCore();
builder.Services.AddDataProtection();
builder.Services.AddAuthorizationBuilder().AddPolicy("developers", policy => policy.RequireAssertion(_ => true));
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Contains("GrowthBook inspector", await browser.GetStringAsync("/_growthbook"), StringComparison.Ordinal);
