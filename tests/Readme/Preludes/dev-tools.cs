var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--environment", "Development"]);
builder.Services.UseTestFeatures([Feature("layout").Returns("narrow")]).AddAspNetCore();
await using var app = builder.Build();
// snippet
app.MapGet("/", (IGrowthBookUser user) => Results.Content($"<html><body>{user.GetFeatureValue("layout", "")}</body></html>", "text/html"));
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
var page = await browser.GetStringAsync("/?_gbdebug=" + Uri.EscapeDataString("""{"features":{"layout":"wide"}}"""));
Assert.StartsWith("<html><body>wide<script>(window._gbdebugEvents=", page);
