using System.Security.Claims;
using GrowthBook.Client;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using WebApp;

// A binary that is started in another folder has its files next to itself.
var folder = File.Exists("features.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = folder });

builder.Services.AddAntiforgery();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddGrowthBook(builder.Configuration.GetSection("GrowthBook"))
    .AddAspNetCore(options => options.Attributes
        .AddClaim("plan")
        .Add("loggedIn", http => http.User.Identity?.IsAuthenticated == true))
    .UseStickyBucketCookies()
    .AddSink(new ExposureFile(Path.Combine(folder, builder.Configuration["ExposureFile"] ?? "exposures.jsonl")))
    .AddHealthCheck();

var app = builder.Build();
app.UseHealthChecks("/health"); // before the redirects, which need an id of each visitor
app.Use(PayloadChanges.NoteVersion);
app.UseAuthentication();
app.UseGrowthBookRedirects();
app.UseRouting();               // after the authentication: the checkout's handler is selected by attributes
app.UseGrowthBook();
app.UseAntiforgery();           // refuses forms that another site posts

string[] get = ["GET", "HEAD"];
app.MapGrowthBookInspector();
app.MapMethods("/shop.css", get, () => Results.File(Path.Combine(folder, "shop.css"), "text/css"));
app.MapMethods("/shop.js", get, () => Results.File(Path.Combine(folder, "shop.js"), "text/javascript"));
app.MapGet("/live", (GrowthBookClient growthBook, IHostApplicationLifetime lifetime, HttpContext http) =>
    TypedResults.ServerSentEvents(PayloadChanges.Of(growthBook, lifetime.ApplicationStopping, http.RequestAborted)));

app.MapMethods("/", get, Show(Pages.Home));
app.MapMethods("/sale", get, Show(Pages.Sale)).RequireFeature("members-sale");
app.MapMethods("/studio", get, Show(Pages.Studio));
app.MapMethods("/studio-story", get, Show(Pages.StudioStory));
app.MapMethods("/checkout", get, Show(Pages.OnePageCheckout)).ForVariation("checkout", "one-page");
app.MapMethods("/checkout", get, Show(Pages.StepsCheckout)); // the other visitors

// No password: a real application authenticates here.
app.MapPost("/login", async ([FromForm] string name, [FromForm] string plan, HttpContext http) =>
{
    Claim[] claims = [new(ClaimTypes.Name, name), new("plan", plan)];
    await http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    return Results.LocalRedirect("/");
});

app.MapPost("/logout", async (IFormCollection _, HttpContext http) =>
{
    await http.SignOutAsync();
    return Results.LocalRedirect("/");
});

app.Run();

static RequestDelegate Show(Func<Shop, Page> page) => async http =>
{
    var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
    var shop = new Shop(http.RequestServices.GetRequiredService<IGrowthBookUser>(), http.User.Identity!, tokens, http.RequestServices.GetRequiredService<IHostEnvironment>(), PayloadChanges.VersionOf(http));
    http.Response.ContentType = "text/html; charset=utf-8";
    await http.Response.WriteAsync(Layout.Of(shop, page(shop)).Text);
};
