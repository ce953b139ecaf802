using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>A circuit of Blazor has the request of its connection, which is not that of the page.</summary>
public sealed class CircuitUserTests
{
    [Fact]
    public async Task The_user_of_a_request_is_an_error_in_a_circuit()
    {
        await using var site = await Site.StartAsync(
            TestFeatures.Of(), app => app.MapBlazorHub(), growthBook: builder => builder.Services.AddServerSideBlazor());
        var hub = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.First(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>() is not null);

        var error = Assert.Throws<InvalidOperationException>(() => { _ = UserAt(hub, site.Services); });

        Assert.Equal(
            "a Blazor circuit has no HTTP request but that of its connection, whose user would stay as it is; in a component, write [CascadingParameter] private IGrowthBookUser? User { get; set; }, which AddBlazor cascades",
            error.Message);
        Assert.Throws<InvalidOperationException>(() => { _ = UserAt(hub, site.Services); });
        var line = Assert.Single(site.Log.GetSnapshot(), record => record.Id == 2328);
        Assert.Equal((LogLevel.Error, $"IGrowthBookUser is the user of a request, and code in a Blazor circuit asks for it, which fails and ends the circuit: {error.Message}"), (line.Level, line.Message));
    }

    /// <summary>Another hub asks for the user of its connection.</summary>
    [Fact]
    public async Task Another_hub_has_the_user_of_its_connection()
    {
        await using var site = await Site.StartAsync(TestFeatures.Of(), app => app.MapHub<Chat>("/chat"), growthBook: builder => builder.Services.AddSignalR());
        var hub = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.First(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>() is not null);

        Assert.NotNull(UserAt(hub, site.Services));
    }

    private static IGrowthBookUser UserAt(Endpoint endpoint, IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.SetEndpoint(endpoint);
        services.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        return scope.ServiceProvider.GetRequiredService<IGrowthBookUser>();
    }

    private sealed class Chat : Hub;
}
