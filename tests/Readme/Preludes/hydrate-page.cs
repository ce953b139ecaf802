var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.UseTestFeatures([Feature("layout").Returns("wide"), Feature("internal-limit").Returns(3)]).AddAspNetCore();
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
var page = await browser.GetStringAsync("/");
Assert.Contains("""window.growthBookHydration=JSON.parse('{"payload":{"features":{"layout":{"defaultValue":"wide"}}},"deferredTrackingCalls":[]}');</script></body>""", page);
