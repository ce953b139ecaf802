using GrowthBook.Client;
using GrowthBook.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Features that are built in code, in an application under test.</summary>
public static class TestFeaturesServiceCollectionExtensions
{
    /// <summary>
    /// Replaces the source of the application's client by these features, and removes its handlers, sinks, stores, caches and
    /// global attributes without creating them. Options that concern users stay. Call it after the application's
    /// <c>AddGrowthBook</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="features">The features.</param>
    /// <param name="recorded">Records every effect, without deduplication. Default: no recording.</param>
    /// <param name="name">The client's name. Default: the client without a name.</param>
    /// <returns>A builder, to add the parts that the test needs.</returns>
    /// <exception cref="InvalidOperationException">The features have a fault.</exception>
    /// <example><code>
    /// factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.UseTestFeatures(features, effects)))
    /// </code></example>
    public static GrowthBookBuilder UseTestFeatures(
        this IServiceCollection services, TestFeatures features, RecordedEffects? recorded = null, string name = "")
    {
        var source = features.ToSource();
        recorded?.Expect(features.ToPayload());
        return services.UseTestFeatures(source, recorded, name);
    }

    /// <summary>The same, with a source to which a test can give other features later.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="source">The source; see <see cref="TestClients.ToSource"/>.</param>
    /// <param name="recorded">Records every effect, without deduplication. Default: no recording.</param>
    /// <param name="name">The client's name. Default: the client without a name.</param>
    /// <returns>A builder, to add the parts that the test needs.</returns>
    public static GrowthBookBuilder UseTestFeatures(
        this IServiceCollection services, InMemoryPayloadSource source, RecordedEffects? recorded = null, string name = "")
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        var builder = services.AddGrowthBook(name).ClearParts().UseSource(source);
        services.PostConfigure<GrowthBookOptions>(name, TestOptions.TakeNetworkAway);
        return recorded is null ? builder : builder.AddObserver(recorded);
    }
}
