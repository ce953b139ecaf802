var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.UseTestFeatures([Feature("checkout").Returns("steps").ForceWhen("plan", "pro", "one-page")])
    .AddAspNetCore(options => options.Attributes.AddHeader("plan"));
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("steps", await browser.GetStringAsync("/checkout"));
browser.DefaultRequestHeaders.Add("plan", "pro");
Assert.Equal("one page", await browser.GetStringAsync("/checkout"));
