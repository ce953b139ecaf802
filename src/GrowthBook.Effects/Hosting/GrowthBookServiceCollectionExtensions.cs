using System.ComponentModel;
using GrowthBook.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers GrowthBook clients.</summary>
public static class GrowthBookServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="GrowthBookClient"/>, also as <see cref="IGrowthBookClient"/>, that starts and stops with the host, and the named
    /// <c>HttpClient</c> <c>GrowthBook</c> that it uses. A further call configures the same client further: it replaces values of an earlier
    /// one, and the log has the number of calls. Disposing the
    /// container writes the client's queued effects.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>A builder that adds parts to the client.</returns>
    /// <exception cref="InvalidOperationException">The services have a <see cref="GrowthBookClient"/> before the first call of this method.</exception>
    public static GrowthBookBuilder AddGrowthBook(this IServiceCollection services, Action<GrowthBookOptions>? configure = null) =>
        AddGrowthBook(services, Options.Options.DefaultName, configure);

    /// <summary>
    /// Registers one of several clients, each for one SDK connection. It is a keyed service; its <c>HttpClient</c>
    /// is named <c>GrowthBook:name</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name, which is its service key. The empty name is the default client, which has no key.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>A builder that adds parts to the client.</returns>
    /// <exception cref="InvalidOperationException">The services have a <see cref="GrowthBookClient"/> of this name before the first call of this method.</exception>
    public static GrowthBookBuilder AddGrowthBook(this IServiceCollection services, string name, Action<GrowthBookOptions>? configure = null)
    {
        _ = services ?? throw new ArgumentNullException(nameof(services));
        _ = name ?? throw new ArgumentNullException(nameof(name));
        var options = services.AddOptions<GrowthBookOptions>(name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
            services.AddSingleton(new OptionsCall(name));
        }
        // Only a named client is a keyed service: not every container knows those.
        object? key = name.Length == 0 ? null : name;
        ForeignClient.ThrowIfFirst(services, name, key);
        if (services.Any(service => ForeignClient.IsClient(service, key)))
            return new GrowthBookBuilder(services, name); // registered before: its options are configured further

        services.AddSingleton(new AddedClient(name));
        services.AddSingleton(new RegisteredClient(name));
        services.TryAddSingleton(_ => new UnusedRegistrations(services));
        services.TryAddSingleton(_ => new RegisteredObjects(services));
        services.AddLogging();
        services.AddHttpClient(GrowthBookRegistration.HttpClientName(name)).ConfigureGrowthBook();
        services.AddSingleton<IPostConfigureOptions<GrowthBookOptions>>(provider => new ContentRootPaths(name, provider.GetService<IHostEnvironment>()));
        services.AddSingleton<IValidateOptions<GrowthBookOptions>>(provider =>
            new GrowthBookOptionsValidator(name, provider.GetServices<SourceIsGiven>()));
        if (key is null)
        {
            services.AddSingleton(provider => GrowthBookRegistration.CreateClient(provider, name));
            services.AddSingleton<IGrowthBookClient>(provider => GrowthBookRegistration.ClientOf(provider, name));
        }
        else
        {
            services.AddKeyedSingleton(key, (provider, _) => GrowthBookRegistration.CreateClient(provider, name));
            services.AddKeyedSingleton<IGrowthBookClient>(key, (provider, _) => GrowthBookRegistration.ClientOf(provider, name));
        }
        services.AddSingleton<IHostedService>(provider => new GrowthBookHostedService(provider, name));
        return new GrowthBookBuilder(services, name);
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrowthBookBuilder AddGrowthBook<TTask>(this IServiceCollection services, Func<GrowthBookOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    /// <inheritdoc cref="AddGrowthBook{TTask}(IServiceCollection, Func{GrowthBookOptions, TTask})"/>
    /// <param name="services">The services.</param>
    /// <param name="name">Not used.</param>
    /// <param name="configure">An asynchronous function.</param>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrowthBookBuilder AddGrowthBook<TTask>(this IServiceCollection services, string name, Func<GrowthBookOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    /// <summary>Registers a client with options from configuration, such as the section <c>GrowthBook</c> of <c>appsettings.json</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The section with the options, such as <c>builder.Configuration.GetSection("GrowthBook")</c>. A name in it that is no option is an error at
    /// the start, as is a duration that is a bare number. The root of a configuration may hold other names; if the options are in its section
    /// <c>GrowthBook</c>, the root is a warning, and an error if the client gets no key, file or source.
    /// </param>
    /// <param name="name">The client's name; the empty name is the default client.</param>
    /// <returns>A builder that adds parts to the client.</returns>
    /// <exception cref="InvalidOperationException">The services have a <see cref="GrowthBookClient"/> of this name before the first call of this method.</exception>
    public static GrowthBookBuilder AddGrowthBook(this IServiceCollection services, IConfiguration configuration, string name = "")
    {
        _ = configuration ?? throw new ArgumentNullException(nameof(configuration));
        var builder = AddGrowthBook(services, name, (Action<GrowthBookOptions>?)null);
        services.AddSingleton(new OptionsCall(name));
        services.AddSingleton(new OptionsConfiguration(name, configuration));
        services.AddSingleton<IOptionsChangeTokenSource<GrowthBookOptions>>(new ConfigurationChangeTokenSource<GrowthBookOptions>(name, configuration));
        services.AddOptions<GrowthBookOptions>(name).Configure(options =>
            ConfigurationKeys.Bind(ConfigurationValues.WithoutFaults(configuration), options));
        services.AddSingleton<IValidateOptions<GrowthBookOptions>>(new ConfigurationValuesValidator(name, configuration));
        if (configuration is IConfigurationSection section)
        {
            services.AddSingleton<IValidateOptions<GrowthBookOptions>>(provider =>
                new ConfigurationNamesValidator(name, section, provider.GetServices<SourceIsGiven>()));
        }
        else
        {
            services.AddSingleton<IValidateOptions<GrowthBookOptions>>(provider =>
                new WholeConfigurationValidator(name, configuration, provider.GetServices<SourceIsGiven>()));
        }
        return builder;
    }

    /// <summary>
    /// Registers a health check of a client: whether it has a payload, and whether it is kept fresh. A further call with the same name changes
    /// that check: its status and age replace those of earlier calls, and its tags are added.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="checkName">The check's name. Default: <c>null</c>, which is <c>growthbook</c>, and for a named client <c>growthbook:name</c>.</param>
    /// <param name="failureStatus">The health status of a missing payload. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="maxAge">How old the payload may be; see <see cref="GrowthBookHealthCheck"/>. Default: <c>null</c>.</param>
    /// <param name="tags">The check's tags. Default: none.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder AddHealthCheck(
        this GrowthBookBuilder builder, string? checkName = null, HealthStatus? failureStatus = null, TimeSpan? maxAge = null, params IEnumerable<string> tags)
    {
        _ = builder ?? throw new ArgumentNullException(nameof(builder));
        var name = builder.Name;
        new ClientHealthCheck(name, checkName ?? (name.Length == 0 ? "growthbook" : "growthbook:" + name), failureStatus, maxAge, [.. tags]).AddTo(builder.Services);
        return builder;
    }
}
