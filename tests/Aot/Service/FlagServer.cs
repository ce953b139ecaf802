using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Native;

/// <summary>GrowthBook's server on loopback: features, remote evaluation, and the warehouse's ingestion.</summary>
internal sealed class FlagServer : IAsyncDisposable
{
    public const string ClientKey = "sdk-native";
    public const string Salt = "salt";
    public const string Email = "ada@example.com";

    private readonly WebApplication _app;

    private FlagServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>The weights of the experiment <c>layout</c>.</summary>
    public string Weights { get; set; } = "[0,1]";

    /// <summary>The value of the feature <c>color</c>.</summary>
    public string Color { get; set; } = "red";

    public int FeatureRequests { get; private set; }

    /// <summary>The received headers <c>X-Tenant</c>.</summary>
    public ConcurrentBag<string> Tenants { get; } = [];

    /// <summary>The bodies that the warehouse accepted.</summary>
    public ConcurrentBag<string> Tracked { get; } = [];

    public static async Task<FlagServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new FlagServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        switch (http.Request.Path.Value)
        {
            case "/api/features/" + ClientKey:
                FeatureRequests++;
                Tenants.Add(http.Request.Headers["X-Tenant"].ToString());
                await http.Response.WriteAsync(Features());
                break;
            case "/api/eval/" + ClientKey:
                await http.Response.WriteAsync("""{"features":{"color":{"defaultValue":"evaluated"}}}""");
                break;
            case "/track":
                using (var body = new StreamReader(http.Request.Body))
                    Tracked.Add(await body.ReadToEndAsync());
                break;
            default:
                http.Response.StatusCode = 404;
                break;
        }
    }

    private string Features() => $$$"""
        {"status":200,"features":{
          "color":{"defaultValue":"{{{Color}}}"},
          "staff":{"defaultValue":false,"rules":[{"condition":{"email":"{{{SecureAttributes.Hash(Salt, Email)}}}"},"force":true}]},
          "layout":{"defaultValue":"old","rules":[{"key":"layout-test","hashAttribute":"id","variations":["old","new"],"weights":{{{Weights}}},
            "meta":[{"key":"control"},{"key":"wide"}]}]},
          "forced":{"defaultValue":0,"rules":[{"key":"forced-test","hashAttribute":"id","variations":[1,2],"weights":[1,0],"meta":[{"key":"0"},{"key":"1"}]}]}
        }}
        """;
}
