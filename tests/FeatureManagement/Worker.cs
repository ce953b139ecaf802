using GrowthBook.Client;
using GrowthBook.Client.Tests;
using GrowthBook.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.FeatureManagement;

namespace GrowthBook.FeatureManagement.Tests;

/// <summary>The services of an application without ASP.NET Core, with features that a test builds.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private Worker(ServiceProvider provider, RecordedEffects effects, FakeLogCollector log) => (_provider, Effects, Log) = (provider, effects, log);

    public RecordedEffects Effects { get; }

    private FakeLogCollector Log { get; }

    public IReadOnlyList<string> Warnings => [.. Log.GetSnapshot().Where(record => record.Level >= LogLevel.Warning).Select(record => record.Message)];

    /// <summary>Waits for the checks of the unknown keys so far, which run in order, and returns the warnings.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync()
    {
        var last = $"last key {Guid.NewGuid()}";
        await Manager.IsEnabledAsync(last);
        await Eventually.TrueAsync(() => Warnings.Any(warning => warning.Contains(last, StringComparison.Ordinal)), "the check of the last key");
        return [.. Warnings.Where(warning => !warning.Contains("last key", StringComparison.Ordinal))];
    }

    public IServiceProvider Services => _provider;

    public GrowthBookClient Client => _provider.GetRequiredService<GrowthBookClient>();

    public IVariantFeatureManager Manager => _provider.GetRequiredService<IVariantFeatureManager>();

    /// <summary>Creates the services and starts the client.</summary>
    /// <param name="features">GrowthBook's features.</param>
    /// <param name="options">Sets the options of <c>UseGrowthBook</c>.</param>
    /// <param name="services">Adds services before feature management.</param>
    /// <param name="management">Adds to feature management.</param>
    /// <param name="growthBook">Adds parts to the client.</param>
    /// <param name="isScoped">Whether feature management is scoped.</param>
    /// <param name="settings">The features of the configuration, in the section <c>FeatureManagement</c>, or in <c>feature_management</c>.</param>
    public static async Task<Worker> StartAsync(
        TestFeatures features,
        Action<GrowthBookFeatureOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<IFeatureManagementBuilder>? management = null,
        Action<GrowthBookBuilder>? growthBook = null,
        bool isScoped = false,
        params (string Name, string Value)[] settings)
    {
        var (effects, log) = (new RecordedEffects(), new FakeLogCollector());
        var all = new ServiceCollection();
        all.AddLogging(builder => builder.AddProvider(new FakeLoggerProvider(log)));
        all.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name.Contains("feature_", StringComparison.Ordinal) ? setting.Name : "FeatureManagement:" + setting.Name, setting => (string?)setting.Value))
            .Build());
        services?.Invoke(all);
        var client = all.AddGrowthBook().UseSource(features.ToSource()).AddObserver(effects);
        growthBook?.Invoke(client);
        var builder = isScoped ? all.AddScopedFeatureManagement() : all.AddFeatureManagement();
        builder.UseGrowthBook(options);
        management?.Invoke(builder);
        var provider = all.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        await provider.GetRequiredService<GrowthBookClient>().StartAsync();
        return new Worker(provider, effects, log);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
