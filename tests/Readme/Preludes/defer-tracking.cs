var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.UseTestFeatures([Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1)]);
await using var app = builder.Build();
app.MapGet("/", async http =>
{
    (await http.GetGrowthBookUserAsync()).IsOn("layout");
    await http.Response.WriteAsync($"{await http.GetGrowthBookHydrationAsync()}");
});
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Contains("""{"layout":{"defaultValue":"new"}}},"deferredTrackingCalls":[{"experiment":""", await browser.GetStringAsync("/"));
