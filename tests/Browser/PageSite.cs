using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebApp.Tests;

namespace GrowthBook.Browser.Tests;

/// <summary>An application in the environment Development on Kestrel at a free port, with pages that a test maps and files of npm below <c>/npm</c>.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly InMemoryPayloadSource _source;

    private PageSite(WebApplication app, InMemoryPayloadSource source) => (_app, _source) = (app, source);

    public Uri Home => new(_app.Urls.Single());

    /// <summary>Starts the application.</summary>
    /// <param name="payload">The first payload.</param>
    /// <param name="packages">The folder of the files of npm.</param>
    /// <param name="map">Adds the middleware and the pages.</param>
    /// <param name="growthBook">Adds parts to the client.</param>
    public static async Task<PageSite> StartAsync(string payload, string packages, Action<WebApplication> map, Action<GrowthBookBuilder>? growthBook = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = new InMemoryPayloadSource(payload);
        var client = builder.Services.AddGrowthBook(options => options.StartTimeout = TimeSpan.FromMinutes(1)).UseSource(source);
        growthBook?.Invoke(client);
        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/npm", FileProvider = new PhysicalFileProvider(packages) });
        map(app);
        await app.StartAsync();
        return new PageSite(app, source);
    }

    /// <summary>Changes the payload, and waits until it is in use.</summary>
    public Task UsePayloadAsync(string payload)
    {
        var growthBook = _app.Services.GetRequiredService<GrowthBookClient>();
        var before = growthBook.Current!.ContentHash;
        _source.Set(payload);
        return Site.EventuallyAsync(() => Task.FromResult(growthBook.Current!.ContentHash != before), "the changed payload");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
