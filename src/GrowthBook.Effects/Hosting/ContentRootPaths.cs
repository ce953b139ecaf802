using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>
/// Makes the relative paths of a client's options relative to the content root of the host, in which <c>appsettings.json</c> is. The current directory of
/// a service is often another one.
/// </summary>
/// <param name="client">The client's name.</param>
/// <param name="environment">The host; <c>null</c> without one, and the paths are then relative to the current directory.</param>
internal sealed class ContentRootPaths(string client, IHostEnvironment? environment) : IPostConfigureOptions<GrowthBookOptions>
{
    public void PostConfigure(string? name, GrowthBookOptions options)
    {
        if (name != client || string.IsNullOrEmpty(environment?.ContentRootPath))
            return;
        options.PayloadFile = InContentRoot(options.PayloadFile);
        options.CacheDirectory = InContentRoot(options.CacheDirectory);
    }

    /// <summary>Returns the path in the content root; a rooted one, and a blank one, which the validation refuses, as it is.</summary>
    private string? InContentRoot(string? path) => string.IsNullOrWhiteSpace(path) ? path : Path.Combine(environment!.ContentRootPath, path);
}
