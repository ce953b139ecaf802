using System.Net;
using System.Security.Claims;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.AspNetCore.Tests;

/// <summary>An application on Kestrel at a free port, with features that a test builds.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app, RecordedEffects effects, FakeLogCollector log, InMemoryPayloadSource source) =>
        (_app, Effects, Log, Source) = (app, effects, log, source);

    /// <summary>The effects of all evaluations, without deduplication.</summary>
    public RecordedEffects Effects { get; }

    public FakeLogCollector Log { get; }

    public InMemoryPayloadSource Source { get; }

    public GrowthBookClient Client => _app.Services.GetRequiredService<GrowthBookClient>();

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts an application.</summary>
    /// <param name="features">The features.</param>
    /// <param name="app">Adds the middleware and the endpoints.</param>
    /// <param name="options">Sets the options of requests.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="growthBook">Adds parts to the client.</param>
    public static Task<Site> StartAsync(
        TestFeatures features,
        Action<WebApplication> app,
        Action<GrowthBookRequestOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<GrowthBookBuilder>? growthBook = null) => StartAsync(features.ToSource(), app, options, services, growthBook);

    /// <summary>Starts an application with a payload as text.</summary>
    public static async Task<Site> StartAsync(
        InMemoryPayloadSource source,
        Action<WebApplication> app,
        Action<GrowthBookRequestOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<GrowthBookBuilder>? growthBook = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var (effects, log) = (new RecordedEffects(), new FakeLogCollector());
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(log));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var client = builder.Services.AddGrowthBook(each => each.StartTimeout = TimeSpan.FromMinutes(1)).UseSource(source).AddObserver(effects).AddAspNetCore(options);
        growthBook?.Invoke(client);
        services?.Invoke(builder);
        var built = builder.Build();
        app(built);
        await built.StartAsync();
        return new Site(built, effects, log, source);
    }

    /// <summary>A new browser: keeps cookies, follows no redirect.</summary>
    public HttpClient Browser(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { CookieContainer = cookies ?? new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Url };

    /// <summary>The log lines of this library.</summary>
    public IReadOnlyList<string> Warnings() =>
        [.. Log.GetSnapshot().Where(record => record.Level >= LogLevel.Warning && record.Category!.StartsWith("GrowthBook", StringComparison.Ordinal)).Select(record => record.Message)];

    /// <summary>Stops the application: the server first, then the client, which writes its queued effects.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The cookies that a response sets.</summary>
    public static string[] CookiesOf(HttpResponseMessage response) => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    /// <summary>A middleware in the place of an authentication, with the user of <see cref="UserOf"/>.</summary>
    public static void UseClaims(IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.User = UserOf(http.Request) ?? http.User;
        return next(http);
    });

    /// <summary>The user with the claims of the header <c>X-User</c>, <c>type=value;…</c>; <c>null</c> without one.</summary>
    public static ClaimsPrincipal? UserOf(HttpRequest request) => request.Headers["X-User"].ToString() is { Length: > 0 } user
        ? new ClaimsPrincipal(new ClaimsIdentity(user.Split(';').Select(each => each.Split('=')).Select(each => new Claim(each[0], each[1])), "test"))
        : null;
}
