using System.Net;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Gates;

/// <summary>Endpoints with conditions in applications that forgot a call: none is open in silence.</summary>
public sealed class ForgottenCallTests
{
    public static TheoryData<string, bool> Paths
    {
        get
        {
            var paths = new TheoryData<string, bool>();
            foreach (var path in new[] { "/minimal", "/group/one", "/variation", "/value", "/branch", "/free", "/free/action", "/free-page" })
            {
                paths.Add(path, false);
                paths.Add(path, true);
            }
            return paths;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Without_the_users_of_requests_a_gate_fails_and_names_the_calls(string path, bool hasClient)
    {
        await using var app = await StartAsync(hasClient, Map);
        using var browser = BrowserOf(app.Site);
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync(path)).StatusCode);
        Assert.Contains(app.Errors(), error => error.Contains("requires a feature", StringComparison.Ordinal) && error.Contains(".AddAspNetCore(), and app.UseGrowthBook()", StringComparison.Ordinal));
        Assert.Equal("open", await browser.GetStringAsync("/open"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_users_of_requests_a_handler_of_a_variation_fails_and_names_the_call(bool hasOther)
    {
        await using var app = await StartAsync(hasClient: true, Map, hasMvc: false);
        using var browser = BrowserOf(app.Site);
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/checkout")).StatusCode);
        Assert.Contains(app.Errors(), error => error.Contains("serves a variation", StringComparison.Ordinal) && error.Contains(".AddAspNetCore()", StringComparison.Ordinal));
        // With an authorization, which reads the endpoints at once, the host does not start.
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(hasClient: true, Map));

        void Map(WebApplication app)
        {
            app.MapGet("/checkout", () => "one page").ForVariation("checkout", "one-page");
            if (hasOther)
                app.MapGet("/checkout", () => "steps");
        }
    }

    /// <summary>A builder that knows no services, as that of a reverse proxy, is checked at the request.</summary>
    [Fact]
    public async Task A_handler_of_a_variation_without_the_services_of_its_builder_fails_too()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/x"), 0);
        new Conventions(builder).ForVariation("checkout", "one-page");
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => builder.Build().RequestDelegate!(http));
        Assert.Contains("AddAspNetCore()", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/free")]
    [InlineData("/free/action")]
    [InlineData("/free-page")]
    public async Task An_attribute_is_one_gate_and_one_exposure_although_it_is_a_filter_too(string path)
    {
        await using var site = await Site.StartAsync(Of(Feature("beta").Experiment("beta-test", [false, true], variation: 1)), app =>
        {
            app.UseGrowthBook();
            app.MapControllers();
            app.MapRazorPages();
        }, services: AddMvc);
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).StatusCode);
        site.Effects.ShouldHaveViewed("beta-test", variation: 1, times: path == "/free/action" ? 2 : 1); // The controller and the action have a gate each.
    }

    [Fact]
    public async Task A_filter_of_all_actions_is_a_gate_of_all_actions()
    {
        await using var site = await Site.StartAsync(Of(Feature("everywhere").Off().ForceWhen("beta", "yes", true)), app =>
        {
            app.UseGrowthBook();
            app.MapControllers();
        }, options => options.Attributes.AddHeader("beta"), builder => builder.Services
            .AddControllers(mvc => mvc.Filters.Add(new RequireFeatureAttribute("everywhere"))).AddApplicationPart(typeof(Site).Assembly));
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/mvc-open")).StatusCode);
        browser.DefaultRequestHeaders.Add("beta", "yes");
        Assert.Equal("open", await browser.GetStringAsync("/mvc-open"));
    }

    [Fact]
    public void A_gate_without_a_feature_is_refused()
    {
        foreach (var gate in new IDeclaredGate[] { new RequireFeatureAttribute(""), new RequireFeatureAttribute(null!), new RequireVariationAttribute("", "1"), new RequireValueAttribute("", 1) })
            Assert.StartsWith("the feature's key is empty", gate.Mistake, StringComparison.Ordinal);
        var endpoint = new Conventions(new RouteEndpointBuilder(null, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/x"), 0));
        Assert.StartsWith("the feature's key is empty", Assert.Throws<ArgumentException>(() => endpoint.RequireFeature("")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => endpoint.RequireVariation("", "1"));
        Assert.Throws<ArgumentException>(() => endpoint.RequireValue("", _ => true));
        Assert.Throws<ArgumentException>(() => endpoint.ForVariation("", "1"));
        endpoint.RequireFeature("beta"); // An endpoint without a handler has nothing to guard.
    }

    [Theory]
    [InlineData(typeof(int), "the type Int32")]
    [InlineData(null, "null")]
    [InlineData(new[] { 1 }, "Int32[]")]
    [InlineData('a', "Char")]
    public void A_value_that_no_gate_compares_is_refused_with_the_feature_and_the_kinds(object? value, string shown) =>
        Assert.StartsWith(
            $"RequireValue of the feature `columns` takes a string, a number or a boolean that the feature must have, was {shown}; for a condition in code use RequireValue of the endpoint",
            ((IDeclaredGate)new RequireValueAttribute("columns", value!)).Mistake, StringComparison.Ordinal);

    [Fact]
    public async Task A_list_of_features_in_a_gate_is_named_as_one()
    {
        await using var site = await Site.StartAsync(Of(Feature("a").On(), Feature("b").On()), app =>
        {
            app.UseGrowthBook();
            app.MapGet("/both", () => "both").RequireFeature("a,b");
            app.MapGet("/each", () => "each").RequireFeature("a").RequireFeature("b");
        });
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/both")).StatusCode);
        Assert.Contains(site.Warnings(), warning => warning.EndsWith("write one gate for each, and all have to be met", StringComparison.Ordinal));
        Assert.Equal("each", await browser.GetStringAsync("/each"));
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/open", () => "open");
        app.MapGet("/minimal", () => "minimal").RequireFeature("beta");
        app.MapGroup("/group").RequireFeature("beta").MapGet("/one", () => "one");
        app.MapGet("/variation", () => "variation").RequireVariation("beta", "true");
        app.MapGet("/value", () => "value").AddEndpointFilter((context, next) => next(context)).RequireValue("beta", _ => true);
        app.Map("/branch", (RequestDelegate)(http => http.Response.WriteAsync("branch"))).RequireFeature("beta");
        app.MapControllers();
        app.MapRazorPages();
    }

    private static async Task<Forgetful> StartAsync(bool hasClient, Action<WebApplication> map, bool hasMvc = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new FakeLogCollector();
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(log));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (hasClient)
            builder.Services.AddGrowthBook().UseSource(new InMemoryPayloadSource("""{"features":{"beta":{"defaultValue":false}}}"""));
        if (hasMvc)
            AddMvc(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new Forgetful(app, log);
    }

    private static void AddMvc(WebApplicationBuilder builder)
    {
        builder.Services.AddControllers().AddApplicationPart(typeof(Site).Assembly);
        builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
    }

    private static HttpClient BrowserOf(WebApplication app) => new()
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
    };

    private sealed record Forgetful(WebApplication Site, FakeLogCollector Log) : IAsyncDisposable
    {
        public IEnumerable<string> Errors() => Log.GetSnapshot().Select(record => record.Exception?.Message ?? "");

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }

    private sealed class Conventions(EndpointBuilder endpoint) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => convention(endpoint);
    }
}

/// <summary>Conditions without an authorization.</summary>
[ApiController]
[ApiExplorerSettings(IgnoreApi = true)]
[RequireFeature("beta")]
[Route("free")]
public sealed class FreeController : ControllerBase
{
    [HttpGet]
    public string Index() => "free";

    [HttpGet("action")]
    [RequireValue("beta", true)]
    public string Action() => "action";
}
