var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
var exposures = new RecordedEffects();
builder.Services.UseTestFeatures([Feature("checkout").Experiment("new-checkout", ["steps", "one-page"], variation: 1)], exposures);
await using var app = builder.Build();
app.Use((http, next) =>
{
    if (http.Request.Headers.ContainsKey("X-Login"))
        http.User = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new System.Security.Claims.Claim("sub", "u-1")], "test"));
    return next(http);
});
app.MapGet("/", (IGrowthBookUser user) => $"{user.GetFeatureValue("checkout", "")} {user.Attributes}");
await app.StartAsync();
using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
browser.DefaultRequestHeaders.Add("Cookie", "cohort=a; locale=de; gbuuid=v-1");
Assert.Equal(""" {"locale":"de"}""", await browser.GetStringAsync("/"));
browser.DefaultRequestHeaders.Add("X-Login", "");
Assert.Equal("""one-page {"id":"u-1","locale":"de"}""", await browser.GetStringAsync("/"));
Assert.Empty(exposures.Exposures);
browser.DefaultRequestHeaders.Add("Cookie", "consent=yes");
Assert.Equal("""one-page {"id":"u-1","cohort":"a","locale":"de"}""", await browser.GetStringAsync("/"));
Assert.Single(exposures.Exposures);
