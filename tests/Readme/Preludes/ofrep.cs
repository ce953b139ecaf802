var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
await using (app)
{
    await app.StartAsync();
    using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    using var body = new StringContent("""{"context":{"targetingKey":"u-1","plan":"pro"}}""");
    using var response = await browser.PostAsync("/ofrep/v1/evaluate/flags/dark-mode", body);
    Assert.Equal("""{"key":"dark-mode","value":true,"reason":"TARGETING_MATCH","metadata":{"source":"force","ruleId":"pro-users"}}""", await response.Content.ReadAsStringAsync());
}
