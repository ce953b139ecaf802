var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Configuration["GrowthBookWebhook"] = "wk_1";
builder.Services.UseTestFeatures([Feature("a").Off()]);
await using var app = builder.Build();
// snippet
await app.StartAsync();
using var server = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
var (body, seconds) = ("""{"features":{"a":{"defaultValue":true}}}""", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
using var request = new HttpRequestMessage(HttpMethod.Post, "/growthbook") { Content = new StringContent(body) };
request.Headers.Add("webhook-id", "1");
request.Headers.Add("webhook-timestamp", $"{seconds}");
request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData("wk_1"u8, System.Text.Encoding.UTF8.GetBytes($"1.{seconds}.{body}"))));
Assert.True((await server.SendAsync(request)).IsSuccessStatusCode);
Assert.True(app.Services.GetRequiredService<GrowthBookClient>().User(Attributes.Empty).IsOn("a"));
