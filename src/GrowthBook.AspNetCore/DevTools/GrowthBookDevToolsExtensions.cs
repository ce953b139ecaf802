using System.ComponentModel;
using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Connects pages with GrowthBook's DevTools.</summary>
public static class GrowthBookDevToolsExtensions
{
    /// <summary>
    /// Lets GrowthBook's DevTools, the browser extension, show the evaluations of a request, and change attributes, feature values and
    /// variations of its user by the query string or cookie <c>_gbdebug</c>. Responses to them are not cached, and effects of a changed user
    /// reach no handler, observer or sink. Call it after <c>UseAuthentication</c> and before <c>UseGrowthBookRedirects</c> and other middleware that reads flags; with
    /// <c>ForVariation</c> call <c>UseRouting</c> after it. Outside of the
    /// environment Development it does nothing, unless the options allow it for an authorization policy.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same pipeline.</returns>
    /// <exception cref="ArgumentException">The options allow the DevTools outside of Development without a policy.</exception>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called, or <c>AddAuthorization</c>, which the policy needs; or the policy is not registered.</exception>
    public static IApplicationBuilder UseGrowthBookDevTools(this IApplicationBuilder app, Action<GrowthBookDevToolsOptions>? configure = null)
    {
        var services = (app ?? throw new ArgumentNullException(nameof(app))).ApplicationServices;
        var users = RequestUserFactory.Of(services);
        services.GetRequiredService<DevToolsCall>().Note();
        var options = new GrowthBookDevToolsOptions();
        configure?.Invoke(options);
        if (options.AllowOutsideDevelopment && string.IsNullOrEmpty(options.Policy))
            throw new ArgumentException("GrowthBookDevToolsOptions.Policy: AllowOutsideDevelopment needs the name of an authorization policy", nameof(configure));
        var logger = RequestLog.Of(services);
        IAuthorizationService? authorization = null;
        if (!services.GetRequiredService<IWebHostEnvironment>().IsDevelopment())
        {
            if (!options.AllowOutsideDevelopment)
            {
                if (string.IsNullOrEmpty(options.Policy))
                    DevToolsLog.Off(logger);
                else
                    DevToolsLog.OffWithPolicy(logger, options.Policy);
                return app;
            }
            authorization = services.GetService<IAuthorizationService>()
                ?? throw new InvalidOperationException($"the policy `{options.Policy}` of GrowthBook's DevTools needs builder.Services.AddAuthorization()");
            PolicyAtStart.ThrowIfUnknown(services, options.Policy!, "GrowthBookDevToolsOptions.Policy:");
        }
        var client = services.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(users.ClientName);
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return app.Use(next => new DevToolsMiddleware(next, options, client, authorization, time, logger).InvokeAsync);
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="app">The pipeline.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IApplicationBuilder UseGrowthBookDevTools<TTask>(this IApplicationBuilder app, Func<GrowthBookDevToolsOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);
}
