using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Client.Native;

/// <summary>Hosts as applications make them, with options from JSON.</summary>
internal static class Hosts
{
    public static IHost Of(string json, Action<IServiceCollection, IConfiguration> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        configure(builder.Services, builder.Configuration);
        return builder.Build();
    }

    /// <summary>Disposes of a host as its own <c>Run</c> does, so that effects are written.</summary>
    public static async Task EndAsync(this IHost host)
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public static GrowthBookClient Client(this IHost host, string name = "") =>
        name.Length == 0 ? host.Services.GetRequiredService<GrowthBookClient>() : host.Services.GetRequiredKeyedService<GrowthBookClient>(name);
}
