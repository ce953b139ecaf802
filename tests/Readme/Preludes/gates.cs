var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.UseTestFeatures([Feature("beta").On(), Feature("maps").Off(), Feature("checkout").Returns("one-page"), Feature("seats").Returns(3)]).AddAspNetCore();
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("beta", await browser.GetStringAsync("/beta"));
Assert.Equal("one page", await browser.GetStringAsync("/one-page"));
Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync("/team")).StatusCode);
Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync("/labs/maps")).StatusCode);
