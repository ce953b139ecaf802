var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
var source = new InMemoryPayloadSource("""{"features":{}}""");
builder.Services.AddGrowthBook(options => options.StartTimeout = TimeSpan.FromMinutes(1)).UseSource(source).AddAspNetCore();
builder.Services.AddAuthentication();
await using var app = builder.Build();
// snippet
app.MapGet("/{page}", (string page) => page);
await app.StartAsync();
source.Set($$$"""
    {"features":{},"experiments":[{"key":"landing","urlPatterns":[{"type":"simple","pattern":"{{{app.Urls.Single()}}}/old","include":true}],
     "persistQueryString":true,"weights":[0,1],"variations":[{},{"urlRedirect":"https://pay.example/new"}]}]}
    """);
await app.Services.GetRequiredService<GrowthBookClient>().RefreshAsync();
using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
var response = await browser.GetAsync("/old?x=1");
Assert.Equal("https://pay.example/new?x=1", response.Headers.Location!.AbsoluteUri);
