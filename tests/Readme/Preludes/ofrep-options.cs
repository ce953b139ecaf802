var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
builder.Services.UseTestFeatures([Feature("web-menu").On(), Feature("other").On()]);
var apiKey = "secret";
// snippet
await using (app)
{
    await app.StartAsync();
    using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await PostAsync("")).StatusCode);
    browser.DefaultRequestHeaders.Add("X-API-Key", apiKey);
    Assert.Equal(System.Net.HttpStatusCode.OK, (await PostAsync("/web-menu")).StatusCode);
    Assert.Equal(System.Net.HttpStatusCode.NotFound, (await PostAsync("/other")).StatusCode);
    System.Net.Http.HttpResponseMessage last;
    do
        last = await PostAsync("");
    while (last.StatusCode == System.Net.HttpStatusCode.OK);
    Assert.Equal(429, (int)last.StatusCode);
    Assert.InRange(last.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);

    Task<HttpResponseMessage> PostAsync(string key) => browser.PostAsync("/ofrep/v1/evaluate/flags" + key, new StringContent("{}"));
}
