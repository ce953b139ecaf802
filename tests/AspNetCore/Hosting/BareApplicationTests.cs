using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.AspNetCore.Tests.Hosting;

/// <summary>A minimal API in the environment Development, where the host validates all services when it is built.</summary>
public sealed class BareApplicationTests
{
    [Fact]
    public async Task An_application_without_an_API_explorer_starts()
    {
        await using var app = Built(_ => { });
        Assert.Empty(app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items);
        app.UseGrowthBook();
        app.MapGet("/", (IGrowthBookUser user) => user.IsOn("new-home") ? "new" : "old");
        app.MapGet("/beta", () => "beta").RequireFeature("beta");
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var browser = new HttpClient { BaseAddress = new Uri(address) };
        Assert.Equal("new", await browser.GetStringAsync("/"));
        using var closed = await browser.GetAsync("/beta");
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
    }

    /// <summary>Each extension registers services that the validation creates, alone and with those of other packages.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_services_are_valid(bool hasControllers)
    {
        await using var app = Built(builder =>
        {
            if (hasControllers)
                builder.Services.AddControllersWithViews();
        }, growthBook => growthBook.UseStickyBucketCookies(options => options.IsProtected = true).AddHealthCheck());
        Assert.NotNull(app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups);
    }

    [Fact]
    public async Task A_singleton_takes_the_user_of_each_request()
    {
        await using var app = Built(builder => builder.Services.AddSingleton<Banner>());
        app.MapGet("/", (Banner banner) => banner.TextAsync());
        await app.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        Assert.Equal("new", await browser.GetStringAsync("/"));
    }

    /// <summary>In Development the container says so first, in words that docs/aspnetcore.md quotes.</summary>
    [Fact]
    public void A_singleton_that_keeps_the_user_of_one_request_is_refused_at_the_start()
    {
        var error = Assert.Throws<AggregateException>(() => Built(builder => builder.Services.AddSingleton<Keeper>()));
        Assert.Contains("Cannot consume scoped service 'GrowthBook.Client.IGrowthBookUser' from singleton", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>ASP.NET Core's words for a forgotten AddAspNetCore, which docs/aspnetcore.md quotes.</summary>
    [Fact]
    public async Task Without_the_users_of_requests_a_parameter_of_a_handler_is_read_from_the_body()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddGrowthBook();
        await using var app = builder.Build();
        app.MapGet("/u", (IGrowthBookUser user) => user.IsOn("new-home"));
        var error = Assert.Throws<InvalidOperationException>(() => ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.Single().Endpoints);
        Assert.StartsWith("Body was inferred but the method does not allow inferred body parameters", error.Message, StringComparison.Ordinal);
    }

    private sealed class Banner(IRequestUser request)
    {
        public async Task<string> TextAsync() => (await request.GetAsync()).IsOn("new-home") ? "new" : "old";
    }

    private sealed class Keeper(IGrowthBookUser user)
    {
        public IGrowthBookUser User { get; } = user;
    }

    private static WebApplication Built(Action<WebApplicationBuilder> services, Action<GrowthBookBuilder>? growthBook = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var client = builder.Services.AddGrowthBook().UseSource(new InMemoryPayloadSource("""{"features":{"new-home":{"defaultValue":true}}}""")).AddAspNetCore();
        growthBook?.Invoke(client);
        services(builder);
        return builder.Build();
    }
}
