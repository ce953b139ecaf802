var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.AddGrowthBook(options => options.PayloadFile = "features.json").AddAspNetCore(options =>
{
// snippet
});
await using var app = builder.Build();
app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal(("desktop", "other"), await AttributesAsync());
browser.DefaultRequestHeaders.Add("Sec-CH-UA", "\"Chromium\";v=\"140\", \"Google Chrome\";v=\"140\"");
browser.DefaultRequestHeaders.Add("Sec-CH-UA-Mobile", "?1");
Assert.Equal(("mobile", "chrome"), await AttributesAsync());

async Task<(string, string)> AttributesAsync()
{
    var attributes = Attributes.Parse(await browser.GetStringAsync("/")).Value;
    return (attributes["deviceType"].ToString(), attributes["browser"].ToString());
}
