using System.ComponentModel;
using GrowthBook.AspNetCore;
using GrowthBook.Blazor;
using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the user of Blazor components.</summary>
public static class GrowthBookBlazorExtensions
{
    /// <summary>
    /// Cascades an <see cref="IGrowthBookUser"/> to all components: of a circuit, a WebAssembly application, or a page that the server renders. Its
    /// attributes come from the registered <c>AuthenticationStateProvider</c>. It is made when the first component needs it, and again when the
    /// login, the payload or the URL changes. A further call configures it further.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same builder.</returns>
    public static GrowthBookBuilder AddBlazor(this GrowthBookBuilder builder, Action<GrowthBookBlazorOptions>? configure = null)
    {
        var services = (builder ?? throw new ArgumentNullException(nameof(builder))).Services;
        var options = services.AddOptions<GrowthBookBlazorOptions>();
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(ScopedUser)))
            return builder;
        var name = builder.Name;
        services.TryAddScoped(provider => new ScopedUser(
            provider, ClientOf(provider), provider.GetRequiredService<IOptions<GrowthBookBlazorOptions>>().Value,
            provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(name).LogExceptionMessages));
        services.TryAddSingleton(provider => new VariationChecks(
            ClientOf(provider), GuardedLogger.Of(provider.GetRequiredService<ILoggerFactory>().CreateLogger(BlazorLog.Category))));
        services.TryAddSingleton(provider => new ForgottenAttributes(GuardedLogger.Of(provider.GetRequiredService<ILoggerFactory>().CreateLogger(BlazorLog.Category))));
        services.AddCascadingValue(static provider => provider.GetRequiredService<ScopedUser>().Source);
        return builder;

        GrowthBookClient ClientOf(IServiceProvider provider) =>
            name.Length == 0 ? provider.GetRequiredService<GrowthBookClient>() : provider.GetRequiredKeyedService<GrowthBookClient>(name);
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="builder">The client.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrowthBookBuilder AddBlazor<TTask>(this GrowthBookBuilder builder, Func<GrowthBookBlazorOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);
}
