using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>A user is injected although the client has a store that reads asynchronously.</summary>
public sealed class InjectedUserTests
{
    private readonly CountingStore _store = new();

    [Theory]
    [InlineData("/handler")]
    [InlineData("/service")]
    [InlineData("/interface")]
    [InlineData("/list")]
    [InlineData("/generic")]
    [InlineData("/keyed")]
    [InlineData("/own-factory")]
    [InlineData("/parameters")]
    [InlineData("/injected/constructor")]
    [InlineData("/injected/action")]
    [InlineData("/injected")]
    [InlineData("/gated")]
    public async Task An_endpoint_that_takes_the_user_runs_after_the_lookup(string path)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal("b", (await browser.GetStringAsync(path)).Trim());
        Assert.Equal("b", (await browser.GetStringAsync(path)).Trim());
        Assert.Equal(2, _store.Reads);
    }

    [Theory]
    [InlineData("/none")]
    [InlineData("/other")]
    public async Task An_endpoint_without_the_user_reads_no_store_and_sets_no_cookie(string path)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var response = await browser.GetAsync(path);
        Assert.Equal("none", await response.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(response));
        Assert.Equal(0, _store.Reads);
    }

    [Fact]
    public async Task An_injection_by_a_factory_needs_the_option()
    {
        await using var without = await StartAsync();
        using var failing = without.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await failing.GetAsync("/factory")).StatusCode);
        Assert.Contains(without.Log.GetSnapshot(), record => record.Exception?.Message.Contains("set GrowthBookRequestOptions.PreparesUser = _ => true", StringComparison.Ordinal) == true);

        await using var site = await StartAsync(options => options.PreparesUser = http => http.Request.Path == "/factory");
        using var browser = site.Browser();
        Assert.Equal("b", await browser.GetStringAsync("/factory"));
        Assert.Equal("none", await browser.GetStringAsync("/none"));
        Assert.Equal(1, _store.Reads);
    }

    /// <summary>As a controller whose constructor takes the user, and whose action reads no flag.</summary>
    [Theory]
    [InlineData("/injected/unread", true)]
    [InlineData("/other", false)]
    public async Task An_injection_makes_the_user_although_no_flag_is_read(string path, bool isMade)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var response = await browser.GetAsync(path);
        Assert.Equal("none", await response.Content.ReadAsStringAsync());
        Assert.Equal(isMade, response.Headers.CacheControl is { Private: true });
        Assert.Equal(isMade ? 1 : 0, Site.CookiesOf(response).Length);
    }

    [Fact]
    public async Task The_root_services_refuse_a_user_that_all_requests_would_share()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/singleton")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message.StartsWith("IGrowthBookUser is the user of one request, and a singleton", StringComparison.Ordinal) == true
            && record.Exception.Message.EndsWith("for work outside of requests, such as a BackgroundService, take GrowthBookClient and call UserAsync", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/root")).StatusCode);
        Assert.Equal("b", await browser.GetStringAsync("/request-of-singleton"));
    }

    private Task<Site> StartAsync(Action<GrowthBookRequestOptions>? options = null) => Site.StartAsync(
        Of(Feature("home").Experiment("home-test", ["a", "b"], variation: 1)),
        app =>
        {
            app.UseRouting();
            app.UseGrowthBook();
            app.MapGet("/handler", (IGrowthBookUser user) => Home(user));
            app.MapGet("/service", (Service service) => Home(service.User));
            app.MapGet("/interface", (IService service) => Home(service.User));
            app.MapGet("/list", (IEnumerable<IService> services) => Home(services.Single().User));
            app.MapGet("/generic", (Generic<int> service) => Home(service.Inner.User));
            app.MapGet("/keyed", ([FromKeyedServices("key")] IService service) => Home(service.User));
            app.MapGet("/own-factory", (OwnFactory service) => Home(service.User));
            app.MapGet("/parameters", ([AsParameters] Parameters parameters) => Home(parameters.Service.User));
            app.MapGet("/gated", (IGrowthBookUser user) => Home(user)).RequireFeature("home");
            app.MapGet("/none", () => "none");
            app.MapGet("/other", (Other other) => other.Name);
            app.MapGet("/factory", (IMade made) => Home(made.User));
            app.MapGet("/singleton", (HttpContext http) => Home(http.RequestServices.GetRequiredService<Singleton>().User));
            app.MapGet("/root", () => Home(app.Services.GetRequiredService<IGrowthBookUser>()));
            app.MapGet("/request-of-singleton", async (RequestSingleton singleton) => Home(await singleton.Request.GetAsync()));
            app.MapControllers();
            app.MapRazorPages();
        },
        options,
        builder =>
        {
            builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = false);
            builder.Services.AddControllers().AddApplicationPart(typeof(Site).Assembly);
            builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
            builder.Services.AddScoped<Service>().AddScoped<IService, Implementation>().AddKeyedScoped<IService, Implementation>("key");
            builder.Services.TryAdd(ServiceDescriptor.Scoped(typeof(Generic<>), typeof(Generic<>)));
            builder.Services.AddScoped(provider => new OwnFactory(provider.GetRequiredService<IGrowthBookUser>()));
            builder.Services.AddScoped<IMade>(provider => new Made(provider.GetRequiredService<IGrowthBookUser>()));
            builder.Services.AddScoped<Other>().AddSingleton<Singleton>().AddSingleton<RequestSingleton>();
        },
        growthBook => growthBook.UseStickyBuckets(_store));

    private static string Home(IGrowthBookUser user) => user.GetFeatureValue("home", "");

    public interface IService
    {
        IGrowthBookUser User { get; }
    }

    public interface IMade
    {
        IGrowthBookUser User { get; }
    }

    public sealed record Service(IGrowthBookUser User);

    public sealed record Implementation(Service Inner) : IService
    {
        public IGrowthBookUser User => Inner.User;
    }

    public sealed record Generic<T>(Service Inner);

    public sealed record OwnFactory(IGrowthBookUser User);

    public sealed record Made(IGrowthBookUser User) : IMade;

    public sealed record Parameters(Service Service);

    public sealed record Singleton(IGrowthBookUser User);

    public sealed record RequestSingleton(IRequestUser Request);

    public sealed record Other(IRequestUser Request)
    {
        public string Name => "none";
    }
}

[Route("injected")]
public sealed class InjectedController(InjectedUserTests.Service service) : ControllerBase
{
    [HttpGet("unread")]
    public string OfNothing() => "none";

    [HttpGet("constructor")]
    public string OfConstructor() => service.User.GetFeatureValue("home", "");

    [HttpGet("action")]
    public string OfAction([FromServices] IGrowthBookUser user) => user.GetFeatureValue("home", "");
}
