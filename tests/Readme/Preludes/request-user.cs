var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Configuration["GrowthBook:PayloadFile"] = "features.json";
// snippet
await using var app = builder.Build();
app.MapGet("/{tenant}", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
browser.DefaultRequestHeaders.Add("CF-IPCountry", "CH");
var attributes = Attributes.Parse(await browser.GetStringAsync("/acme?beta")).Value;
Assert.Equal(("CH", "acme", true, "/acme"), (attributes["country"], attributes["tenant"], attributes["beta"], attributes["path"]));
