using System.Security.Claims;
using System.Text.Encodings.Web;
using GrowthBook.Client;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using WebApp;

var builder = WebApplication.CreateBuilder(args);
var folder = builder.Environment.ContentRootPath;

builder.Services.AddAntiforgery();
builder.Services.AddHttpContextAccessor();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddSingleton(provider => new CookieStickyBuckets(logger: provider.GetRequiredService<ILogger<CookieStickyBuckets>>()));
builder.Services.AddGrowthBook(builder.Configuration.GetSection("GrowthBook"))
    .AddHandler(provider => new StickyCookieHandler(provider.GetRequiredService<IHttpContextAccessor>()))
    .AddSink(new ExposureFile(Path.Combine(folder, builder.Configuration["ExposureFile"] ?? "exposures.jsonl")))
    .AddHealthCheck();
builder.Services.Configure<GrowthBookOptions>(options =>
    options.PayloadFile = Path.Combine(folder, options.PayloadFile ?? "features.json"));

var app = builder.Build();
app.UseAuthentication();
app.UseAntiforgery(); // refuses forms that another site posts
app.UseMiddleware<GrowthBookMiddleware>();

app.MapHealthChecks("/health");

app.MapGet("/", (HttpContext http, IAntiforgery antiforgery) =>
{
    var user = http.GrowthBook;
    var tokens = antiforgery.GetAndStoreTokens(http);
    var token = $"""<input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">""";
    return Page(
        user.GetFeatureValue("greeting", "Hello"),
        $"<p><button>{Html(user.GetFeatureValue("buy-button", "Buy"))}</button></p>",
        user.IsOn("beta-page") ? """<p><a href="/beta">Try the beta</a></p>""" : "",
        http.User.Identity is { IsAuthenticated: true, Name: var name }
            ? $"""<form method="post" action="/logout">{token}<button>Log out, {Html(name ?? "")}</button></form>"""
            : $"""
              <form method="post" action="/login">{token}
              <input type="hidden" name="name" value="Ada"><input type="hidden" name="plan" value="pro">
              <button>Log in as Ada, a paying user</button></form>
              """);
});

app.MapGet("/beta", (HttpContext http) =>
    http.GrowthBook.IsOn("beta-page") ? Page("The beta", "<p>Only users with the flag on see this page.</p>") : Results.NotFound());

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

static IResult Page(string title, params IEnumerable<string> parts) => Results.Content(
    $"<!doctype html><title>{Html(title)}</title><h1>{Html(title)}</h1>\n{string.Join('\n', parts)}\n", "text/html; charset=utf-8");

static string Html(string text) => HtmlEncoder.Default.Encode(text);
