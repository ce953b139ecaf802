var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.AddGrowthBook(options => options.PayloadFile = "features.json").AddAspNetCore(options =>
{
// snippet
});
await using var app = builder.Build();
app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
// Safari on an iPhone sends no client hints: it is no desktop.
browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
var without = await AttributesAsync();
Assert.False(without.ContainsKey("deviceType") || without.ContainsKey("browser"));
Assert.Equal(("mobile", "chrome"), await HintsAsync("?1", "\"Chromium\";v=\"140\", \"Google Chrome\";v=\"140\""));
Assert.Equal(("desktop", "edge"), await HintsAsync("?0", "\"Chromium\";v=\"140\", \"Microsoft Edge\";v=\"140\""));
Assert.Equal(("desktop", "other"), await HintsAsync("?0", "\"Chromium\";v=\"140\", \"Other\";v=\"1\""));

async Task<(string, string)> HintsAsync(string mobile, string brands)
{
    browser.DefaultRequestHeaders.Remove("Sec-CH-UA-Mobile");
    browser.DefaultRequestHeaders.Remove("Sec-CH-UA");
    browser.DefaultRequestHeaders.Add("Sec-CH-UA-Mobile", mobile);
    browser.DefaultRequestHeaders.Add("Sec-CH-UA", brands);
    var attributes = await AttributesAsync();
    return (attributes["deviceType"].ToString(), attributes["browser"].ToString());
}

async Task<Attributes> AttributesAsync() => Attributes.Parse(await browser.GetStringAsync("/")).Value;
