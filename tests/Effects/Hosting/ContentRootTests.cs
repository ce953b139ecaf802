using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Relative paths of options, in a host whose content root is not the current directory.</summary>
public sealed class ContentRootTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("growthbook").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    public async Task A_relative_payload_file_is_in_the_content_root(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "features.json"), Payloads.Of("from the root"));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = _root });
        builder.Services.AddGrowthBook(name, options => (options.PayloadFile, options.StartTimeout) = ("features.json", TimeSpan.FromMinutes(1)));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal("from the root", GrowthBookRegistration.ClientOf(host.Services, name).Name());
        await host.StopAsync();
    }

    [Fact]
    public void A_relative_cache_directory_is_in_the_content_root_and_rooted_paths_stay()
    {
        var rooted = Path.Combine(Path.GetTempPath(), "features.json");
        var options = OptionsOf(environment: true, each => (each.PayloadFile, each.CacheDirectory) = (rooted, Path.Combine("cache", "flags")));
        Assert.Equal((rooted, Path.Combine(_root, "cache", "flags")), (options.PayloadFile, options.CacheDirectory));
        options = OptionsOf(environment: true, static _ => { });
        Assert.Equal((null, null), (options.PayloadFile, options.CacheDirectory));
    }

    [Fact]
    public void Without_a_host_relative_paths_stay()
    {
        var options = OptionsOf(environment: false, each => (each.PayloadFile, each.CacheDirectory) = ("features.json", "cache"));
        Assert.Equal(("features.json", "cache"), (options.PayloadFile, options.CacheDirectory));
    }

    private GrowthBookOptions OptionsOf(bool environment, Action<GrowthBookOptions> configure)
    {
        var services = environment
            ? Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = _root }).Services
            : new ServiceCollection();
        services.AddGrowthBook(configure).UseSource(Hosts.Source("a"));
        using var provider = ((ServiceCollection)services).BuildServiceProvider();
        return GrowthBookRegistration.OptionsOf(provider, "");
    }
}
