var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.UseTestFeatures([Feature("checkout").Experiment("checkout-test", ["steps", "one-page"], variation: 1)])
    .UseStickyBuckets(new InMemoryStickyBucketStore());
builder.Services.AddScoped<Func<string>>(provider => () => provider.GetRequiredService<IGrowthBookUser>().GetFeatureValue("checkout", ""));
await using var app = builder.Build();
app.UseGrowthBook();
app.MapGet("/shop/checkout", (HttpContext http) => http.RequestServices.GetRequiredService<Func<string>>()());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("one-page", await browser.GetStringAsync("/shop/checkout"));
