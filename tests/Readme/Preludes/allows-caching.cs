var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Configuration["GrowthBook:PayloadFile"] = "features.json";
// snippet
await using var _ = app;
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("old", await browser.GetStringAsync("/"));
using var cached = await browser.GetAsync("/");
Assert.Equal("old", await cached.Content.ReadAsStringAsync());
