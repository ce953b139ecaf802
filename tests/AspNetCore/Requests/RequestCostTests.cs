using GrowthBook.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>The bytes that a request allocates for GrowthBook.</summary>
public sealed class RequestCostTests
{
    [Fact]
    public void A_request_that_reads_no_flag_allocates_nothing()
    {
        var (run, http) = Pipeline(_ => Task.CompletedTask);
        http.SetEndpoint(new Endpoint(null, EndpointMetadataCollection.Empty, "no gate"));
        Assert.Equal(0, AllocatedBytes.Of(() => run(http)));
        http.SetEndpoint(null);
        Assert.Equal(0, AllocatedBytes.Of(() => run(http)));
    }

    [Fact]
    public void A_request_that_reads_one_flag_allocates_at_most_1_kB()
    {
        // Without an async method: a debug build allocates its state.
        var (run, http) = Pipeline(static http => RequestUser.Of(http).Get().IsOn("home")
            ? Task.CompletedTask
            : throw new InvalidOperationException("the feature is off"));
        var services = http.RequestServices;
        var without = AllocatedBytes.Of(() => Request(services));
        var with = AllocatedBytes.Of(() =>
        {
            if (!run(Request(services)).IsCompletedSuccessfully)
                throw new InvalidOperationException("the request did not complete synchronously");
        });
        Assert.InRange(with - without, 1, 1024);
    }

    [Fact]
    public void Requests_without_a_login_look_for_an_authentication_once()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(Testing.TestClients.ToSource(Of(Feature("home").On())))
            .AddAspNetCore(options => options.Attributes.AddClaim("plan"));
        using var provider = services.BuildServiceProvider();
        var counted = new CountedServices(provider);
        for (var i = 0; i < 3; i++)
            RequestUser.Of(Request(counted)).Get();
        Assert.Equal(1, counted.Lookups);
    }

    private static (RequestDelegate Run, HttpContext Http) Pipeline(RequestDelegate terminal)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(Testing.TestClients.ToSource(Of(Feature("home").On())))
            .AddAspNetCore(options => options.Attributes.AddHeader("country"));
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<GrowthBookClient>().StartAsync().GetAwaiter().GetResult();
        var app = new ApplicationBuilder(provider);
        app.UseGrowthBook();
        app.Run(terminal);
        return (app.Build(), Request(provider));
    }

    private static DefaultHttpContext Request(IServiceProvider services)
    {
        var http = new DefaultHttpContext { RequestServices = services };
        (http.Request.Scheme, http.Request.Path, http.Request.Host) = ("https", "/home", new HostString("shop.example"));
        http.Request.Headers.Cookie = "theme=dark; gbuuid=0a0b0c0d-0001-4002-8003-000000000004";
        http.Request.Headers["country"] = "CH";
        return http;
    }

    /// <summary>Services that count how often the authentication is asked for.</summary>
    private sealed class CountedServices(IServiceProvider services) : IServiceProvider
    {
        public int Lookups { get; private set; }

        public object? GetService(Type serviceType)
        {
            Lookups += serviceType == typeof(IAuthenticationSchemeProvider) ? 1 : 0;
            return services.GetService(serviceType);
        }
    }
}
