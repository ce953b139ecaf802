using GrowthBook.Client;
using GrowthBook.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Features that are built in code, in an application under test.</summary>
public static class TestFeaturesServiceCollectionExtensions
{
    /// <summary>
    /// Replaces the source of the application's client by these features, and removes its handlers, sinks, stores, caches and
    /// global attributes without creating them. Options that decide for all users, such as forced features, have their defaults, unless
    /// the test sets them after this call. Call it after the application's <c>AddGrowthBook</c>: parts that are added afterwards stay, and a source that is added afterwards is an error when the client is made.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="features">The features.</param>
    /// <param name="recorded">Records every effect, without deduplication. Default: no recording.</param>
    /// <param name="name">The name of the client whose features they replace, as in <c>AddGrowthBook</c>. Default: the client without a name.</param>
    /// <returns>A builder, to add the parts that the test needs.</returns>
    /// <exception cref="InvalidOperationException">The features have a fault, or the application has other clients and none of this name.</exception>
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
    /// <param name="name">The name of the client whose features they replace, as in <c>AddGrowthBook</c>. Default: the client without a name.</param>
    /// <returns>A builder, to add the parts that the test needs.</returns>
    /// <exception cref="InvalidOperationException">The application has other clients and none of this name.</exception>
    public static GrowthBookBuilder UseTestFeatures(
        this IServiceCollection services, InMemoryPayloadSource source, RecordedEffects? recorded = null, string name = "")
    {
        _ = source ?? throw new ArgumentNullException(nameof(source));
        (recorded as IConnectedHandler)?.Connected();
        ThrowIfMisnamed(services, name);
        var builder = services.AddGrowthBook(name).ClearParts();
        var place = services.Count;
        builder.UseSource(source);
        var mark = services[place].ImplementationInstance!;
        builder.ConfigureParts((_, parts) => IsOnlySource(services, mark) ? parts : throw new InvalidOperationException(
            "a source is added to the client after UseTestFeatures, so the client would not have the features of the test; call UseTestFeatures after the application's AddGrowthBook and UseSource, as in ConfigureTestServices"));
        services.AddSingleton(new TestClient(name));
        // At this place: after what the application has configured, and before what the test configures next.
        services.Configure<GrowthBookOptions>(name, TestOptions.LetFeaturesDecide);
        services.PostConfigure<GrowthBookOptions>(name, TestOptions.TakeNetworkAway);
        return recorded is null ? builder : builder.AddObserver(recorded);
    }

    /// <summary>
    /// Whether no call of <c>UseSource</c> follows that with a mark: each adds an equal one, which says that the client has a source. Places change: a test may
    /// replace and remove other services.
    /// </summary>
    private static bool IsOnlySource(IServiceCollection services, object mark) => !services
        .Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance)
        .SkipWhile(instance => !ReferenceEquals(instance, mark)).Skip(1).Any(mark.Equals);

    /// <summary>A client of another name would leave those of the application with their own features and their network access.</summary>
    private static void ThrowIfMisnamed(IServiceCollection services, string name)
    {
        var registered = services.Where(service => service.ServiceType == typeof(GrowthBookClient)).Select(service => service.ServiceKey as string ?? "").ToList();
        var others = registered.Except(services.Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance).OfType<TestClient>().Select(client => client.Name)).ToList();
        if (others.Count > 0 && !registered.Contains(name))
        {
            throw new InvalidOperationException(
                $"the application has no client {Named(name)}, but the client {string.Join(" and ", others.Select(Named))}; give UseTestFeatures the name of AddGrowthBook, as in UseTestFeatures(features, name: \"{others[0]}\")");
        }

        static string Named(string name) => name.Length == 0 ? "without a name" : $"`{name}`";
    }

    /// <summary>A client that has the features of a test.</summary>
    private sealed record TestClient(string Name);
}
