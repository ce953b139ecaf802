extern alias flags;

using System.Reflection;
using flags::FlagServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Browser.Tests;

/// <summary>The sample in WebAssembly on Kestrel at a free port, with its features from a flag server at another one.</summary>
internal sealed class BlazorSite : IAsyncDisposable
{
    private static readonly string Assets = typeof(BlazorSite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "BlazorAssets").Value!;

    private readonly WebApplication _flags;
    private readonly WebApplication _site;
    private readonly DirectoryInfo _folder;

    private BlazorSite(WebApplication flags, WebApplication site, DirectoryInfo folder) => (_flags, _site, _folder) = (flags, site, folder);

    public Uri Home => new(_site.Urls.Single());

    /// <summary>The payload; a change is in use one second later.</summary>
    public string Payload { set => File.WriteAllText(FileIn(_folder), value); }

    /// <param name="payload">The first payload.</param>
    /// <param name="options">Members of the section GrowthBook of the sample's configuration, besides the address and the client key.</param>
    public static async Task<BlazorSite> StartAsync(string payload, params (string Name, string Value)[] options)
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-blazor-");
        File.WriteAllText(FileIn(folder), payload);
        var flags = Server.Build(new Settings { Urls = ["http://127.0.0.1:0"], PayloadFile = FileIn(folder), DecryptionKey = options.ToDictionary().GetValueOrDefault("DecryptionKey") });
        await flags.StartAsync();

        var builder = WebApplication.CreateBuilder();
        builder.Configuration[WebHostDefaults.StaticWebAssetsKey] = Assets;
        builder.WebHost.UseStaticWebAssets().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = builder.Build();
        var section = options.Append(("ApiHost", flags.Urls.Single())).Append(("ClientKey", "sdk-dev")).ToDictionary();
        site.MapGet("/appsettings.json", () => new Dictionary<string, object> { ["GrowthBook"] = section });
        site.UseDefaultFiles();
        site.UseStaticFiles(new StaticFileOptions { ServeUnknownFileTypes = true });
        await site.StartAsync();
        return new BlazorSite(flags, site, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _flags.StopAsync();
        await _flags.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string FileIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "features.json");
}
