var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.UseTestFeatures([Feature("beta").Off(), Feature("checkout").Experiment("new-checkout", ["steps", "one-page"], variation: 0)]);
await using var app = builder.Build();
app.Use((http, next) =>
{
    if (http.Request.Headers.ContainsKey("X-Tester"))
        http.User = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.Role, "tester")], "test"));
    return next(http);
});
app.MapGet("/", (IGrowthBookUser user) => $"{user.GetFeatureValue("checkout", "")} {user.IsOn("beta")}");
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("steps False", await browser.GetStringAsync("/"));
Assert.Equal("one-page False", await browser.GetStringAsync("/?new-checkout=1"));
browser.DefaultRequestHeaders.Add("X-Tester", "");
browser.DefaultRequestHeaders.Add("X-Beta", "");
Assert.Equal("one-page True", await browser.GetStringAsync("/"));
