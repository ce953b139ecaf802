var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
// snippet
builder.Services.AddRazorComponents();
builder.Services.UseTestFeatures([Feature("banner").Off()]);
await using var app = builder.Build();
app.MapGet("/", () => new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<App>());
await app.StartAsync();
using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
using var response = await browser.GetAsync("/");
var cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
Assert.StartsWith("gbuuid=", cookie);
Assert.Equal(cookie, "gbuuid=" + await response.Content.ReadAsStringAsync());
public partial class App
{
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
    {
        builder.OpenComponent<Routes>(0);
        builder.AddComponentParameter(1, "VisitorId", _id);
        builder.CloseComponent();
    }
}
public partial class Routes
{
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
    {
        builder.OpenComponent<VisitedPage>(0);
        builder.CloseComponent();
    }
}
public sealed class VisitedPage : ComponentBase
{
    [CascadingParameter]
    public IGrowthBookUser? User { get; set; }
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, User?.Attributes.Members["id"].AsString());
}
