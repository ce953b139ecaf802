using System.ComponentModel;
using GrowthBook.Client;
using GrowthBook.FeatureManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Microsoft.FeatureManagement;

/// <summary>Adds GrowthBook to Microsoft.FeatureManagement.</summary>
public static class GrowthBookFeatureManagementBuilderExtensions
{
    /// <summary>
    /// Has GrowthBook answer for the features of its payload, wherever code or a library uses <see cref="IFeatureManager"/>,
    /// <see cref="IVariantFeatureManager"/> or their snapshots. The features are evaluated for the user that a context describes; without a
    /// context for the user of <see cref="ICurrentUser"/>, then for that of <see cref="ITargetingContextAccessor"/>, then for one without
    /// attributes. The user of an HTTP request gets the user id and the groups of the accessor if the application gave it none. A further call configures it further. The client is registered with <c>AddGrowthBook</c>.
    /// </summary>
    /// <param name="builder">The result of <c>AddFeatureManagement</c> or <c>AddScopedFeatureManagement</c>.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The host does not start without the client.</remarks>
    public static IFeatureManagementBuilder UseGrowthBook(this IFeatureManagementBuilder builder, Action<GrowthBookFeatureOptions>? configure = null)
    {
        var services = (builder ?? throw new ArgumentNullException(nameof(builder))).Services;
        var options = services.AddOptions<GrowthBookFeatureOptions>();
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(GrowthBookFeatureManager)))
            return builder;
        services.AddSingleton(provider => new EvaluationTelemetry(OptionsOf(provider)));
        services.AddSingleton(UsersOf);
        services.AddSingleton(provider => new MissingFeatures(LoggerOf(provider), provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton(provider => new UnknownUsers(provider.GetRequiredService<FeatureUsers>(), LoggerOf(provider)));
        services.AddSingleton<IHostedService, StartCheck>();
        var lifetime = services.Any(service => service.ServiceType == typeof(FeatureManager) && service.Lifetime == ServiceLifetime.Scoped)
            ? ServiceLifetime.Scoped
            : ServiceLifetime.Singleton;
        services.Add(new ServiceDescriptor(typeof(GrowthBookFeatureManager), ManagerOf, lifetime));
        services.AddScoped<GrowthBookFeatureManagerSnapshot>();
        Replace<IFeatureManager, GrowthBookFeatureManager>(services, lifetime);
        Replace<IVariantFeatureManager, GrowthBookFeatureManager>(services, lifetime);
        Replace<IFeatureManagerSnapshot, GrowthBookFeatureManagerSnapshot>(services, ServiceLifetime.Scoped);
        Replace<IVariantFeatureManagerSnapshot, GrowthBookFeatureManagerSnapshot>(services, ServiceLifetime.Scoped);
        return builder;
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="builder">The feature manager.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IFeatureManagementBuilder UseGrowthBook<TTask>(this IFeatureManagementBuilder builder, Func<GrowthBookFeatureOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    private static void Replace<TService, TImplementation>(IServiceCollection services, ServiceLifetime lifetime)
        where TService : class
        where TImplementation : class, TService
    {
        services.RemoveAll<TService>();
        services.Add(new ServiceDescriptor(typeof(TService), static provider => provider.GetRequiredService<TImplementation>(), lifetime));
    }

    private static GrowthBookFeatureOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<GrowthBookFeatureOptions>>().Value;

    private static GrowthBookFeatureManager ManagerOf(IServiceProvider provider) => new(
        provider.GetRequiredService<FeatureManager>(),
        provider.GetRequiredService<FeatureUsers>(),
        new FeatureEvaluation(provider.GetServices<ISessionManager>(), provider.GetRequiredService<EvaluationTelemetry>()),
        provider.GetService<ITargetingContextAccessor>(),
        OptionsOf(provider).Unknown,
        provider.GetRequiredService<MissingFeatures>(),
        provider.GetRequiredService<UnknownUsers>());

    private static GuardedLogger LoggerOf(IServiceProvider provider) =>
        GuardedLogger.Of(provider.GetRequiredService<ILoggerFactory>().CreateLogger(UserLog.Category));

    private static FeatureUsers UsersOf(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var name = options.ClientName;
        var client = ClientByName.Of(provider, name, "ClientName in UseGrowthBook");
        var current = name.Length == 0 ? provider.GetService<ICurrentUser>() : provider.GetKeyedService<ICurrentUser>(name);
        return new FeatureUsers(client, current, new ContextAttributes(options, LoggerOf(provider)));
    }
}
