var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.AddRazorComponents();
builder.Services.UseTestFeatures([Feature("banner").Off().ForceWhen("region", "eu", true)]);
await using var app = builder.Build();
app.Use((http, next) =>
{
    http.User = new(new System.Security.Claims.ClaimsIdentity([new("sub", "u-1"), new("role", "staff")], "test"));
    return next(http);
});
app.MapGet("/", () => new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<Banner>());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Assert.Equal("""{"id":"u-1","roles":["staff"],"loggedIn":true,"region":"eu"} True""", System.Net.WebUtility.HtmlDecode(await browser.GetStringAsync("/")));
public sealed class Banner : Microsoft.AspNetCore.Components.ComponentBase
{
    [Microsoft.AspNetCore.Components.CascadingParameter]
    public IGrowthBookUser? User { get; set; }
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, $"{User!.Attributes.Members} {User.IsOn("banner")}");
}
