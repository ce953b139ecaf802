var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Configuration["GrowthBook:PayloadFile"] = "features.json";
builder.Services.AddAuthentication();
// snippet
app.MapGet("/", (IGrowthBookUser user) => user.Attributes["plan"].ToString());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("pro", await browser.GetStringAsync("/"));
await app.DisposeAsync();

static async Task<string> PlanOfAsync(System.Security.Claims.ClaimsPrincipal user)
{
    await Task.Yield();
    return user.Identity is null ? "none" : "pro";
}
