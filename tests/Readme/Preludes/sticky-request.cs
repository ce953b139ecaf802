var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.UseTestFeatures([Feature("checkout").Experiment("checkout-test", ["steps", "one-page"], variation: 1)]);
await using var app = builder.Build();
app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("checkout", ""));
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
browser.DefaultRequestHeaders.Host = "www.shop.example";
var response = await browser.GetAsync("/");
Assert.Equal("one-page", await response.Content.ReadAsStringAsync());
Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("gbStickyBuckets__id||") && cookie.Contains("Domain=shop.example"));
