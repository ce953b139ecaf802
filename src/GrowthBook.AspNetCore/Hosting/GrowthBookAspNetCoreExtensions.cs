using System.ComponentModel;
using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the users of requests.</summary>
public static class GrowthBookAspNetCoreExtensions
{
    /// <summary>
    /// Adds the users of requests to a client: the singleton <see cref="IRequestUser"/>, the scoped service
    /// <see cref="IGrowthBookUser"/>, and <see cref="GrowthBookHttpContextExtensions.GetGrowthBookUserAsync"/>. With a sticky bucket store or remote
    /// evaluation, <see cref="IGrowthBookUser"/> needs <c>UseGrowthBook</c>, which makes the user before the endpoint. A further call for the same client configures it further.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">It was called for another client.</exception>
    public static GrowthBookBuilder AddAspNetCore(this GrowthBookBuilder builder, Action<GrowthBookRequestOptions>? configure = null)
    {
        var services = (builder ?? throw new ArgumentNullException(nameof(builder))).Services;
        var options = services.AddOptions<GrowthBookRequestOptions>();
        if (configure is not null)
            options.Configure(configure);
        var name = builder.Name;
        if (services.FirstOrDefault(service => service.ServiceType == typeof(RequestClient))?.ImplementationInstance is RequestClient added)
        {
            return added.Name == name
                ? builder
                : throw new InvalidOperationException($"AddAspNetCore was called for {Shown(added.Name)} and now for {Shown(name)}; the user of a request belongs to one client");
        }
        services.AddSingleton(new RequestClient(name));
        services.AddSingleton<IValidateOptions<GrowthBookRequestOptions>, RequestOptionsValidator>();
        services.AddHttpContextAccessor();
        services.AddSingleton(provider => new CookieConsent(provider.GetRequiredService<IOptions<CookiePolicyOptions>>(), RequestLog.Of(provider)));
        services.AddSingleton(provider => new RequestUserFactory(
            name.Length == 0 ? provider.GetRequiredService<GrowthBookClient>() : provider.GetRequiredKeyedService<GrowthBookClient>(name),
            name,
            provider.GetRequiredService<IOptions<GrowthBookRequestOptions>>(),
            provider.GetRequiredService<CookieConsent>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<TimeProvider>()));
        if (name.Length == 0)
            services.TryAddSingleton<ICurrentUser, CurrentRequestUser>();
        else
            services.TryAddKeyedSingleton<ICurrentUser, CurrentRequestUser>(name);
        services.TryAddSingleton<AccessorRequestUser>();
        services.TryAddSingleton<IRequestUser>(provider => provider.GetRequiredService<AccessorRequestUser>());
        services.AddSingleton(new InjectedUser(services));
        services.AddSingleton<RootServices>();
        services.AddSingleton<HandlerScopes>();
        services.AddSingleton<IHttpMessageHandlerBuilderFilter>(provider => provider.GetRequiredService<HandlerScopes>());
        services.TryAddScoped<IGrowthBookUser>(provider =>
        {
            provider.GetRequiredService<RootServices>().ThrowIfRoot(provider);
            provider.GetRequiredService<HandlerScopes>().ThrowIfShared(provider);
            return provider.GetRequiredService<AccessorRequestUser>().Get();
        });
        services.AddSingleton(provider => new VariationChecks(provider.GetRequiredService<RequestUserFactory>().Client, RequestLog.Of(provider)));
        services.AddSingleton(provider => new ClosedGates(provider.GetRequiredService<VariationChecks>(), RequestLog.Of(provider)));
        services.AddSingleton(provider => new DevToolsCall(provider.GetRequiredService<IWebHostEnvironment>(), RequestLog.Of(provider)));
        services.Configure<OutputCacheOptions>(static caching => caching.AddBasePolicy(new VisitorCachePolicy()));
        services.AddSingleton<MatcherPolicy, VariationPolicy>();
        services.AddSingleton<MatcherPolicy, GateGuard>();
        services.AddSingleton<IApplicationModelProvider, GateAttributes>();
        services.AddSingleton<IPageApplicationModelProvider, GateAttributes>();
        services.AddSingleton<AuthorizationOrder>();
        services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<AuthorizationOrder>());
        services.AddSingleton<IStartupFilter, OptionsAtStart>();
        // The last registration wins, also over one that AddOpenApi or AddSwaggerGen makes later: those only add a missing one.
        services.AddSingleton<IApiDescriptionGroupCollectionProvider, OpenApiDescriptions>();
        return builder;
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="builder">The client.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrowthBookBuilder AddAspNetCore<TTask>(this GrowthBookBuilder builder, Func<GrowthBookRequestOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    /// <summary>
    /// Keeps sticky bucket assignments in cookies, in the form that the browser's SDK shares. They are read when the user of a request is
    /// made and the payload or the options name an attribute of sticky buckets, and written before the response starts: an assignment after that is lost, and logged. A
    /// store of the client wins over cookies. Without <see cref="GrowthBookRequestOptions.Consent"/> there are none. Calls
    /// <see cref="AddAspNetCore"/>.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException"><see cref="AddAspNetCore"/> was called for another client.</exception>
    public static GrowthBookBuilder UseStickyBucketCookies(this GrowthBookBuilder builder, Action<StickyCookieOptions>? configure = null)
    {
        AddAspNetCore(builder);
        var options = new StickyCookieOptions();
        configure?.Invoke(options);
        var services = builder.Services;
        if (options.IsProtected)
            services.AddDataProtection();
        services.AddOptions<GrowthBookRequestOptions>().Configure<IServiceProvider>((request, provider) =>
        {
            var cookies = new StickyCookies(options, provider.GetService<IDataProtectionProvider>(), RequestLog.Of(provider));
            request.Add((http, user) => request.HasConsent(http) ? cookies.Attach(http, user) : user);
        });
        return builder;
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="builder">The client.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrowthBookBuilder UseStickyBucketCookies<TTask>(this GrowthBookBuilder builder, Func<StickyCookieOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    private static string Shown(string client) => client.Length == 0 ? "the default client" : $"the client `{client}`";

    /// <summary>The client of the users of requests.</summary>
    private sealed record RequestClient(string Name);
}
