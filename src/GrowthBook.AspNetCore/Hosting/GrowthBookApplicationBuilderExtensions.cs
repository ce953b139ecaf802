using System.ComponentModel;
using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds GrowthBook to the pipeline of requests.</summary>
public static class GrowthBookApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the middleware that checks the conditions of endpoints, such as <see cref="RequireFeatureAttribute"/>. If the client has a sticky
    /// bucket store or evaluates remotely, it also makes the user before an endpoint that gets <see cref="IGrowthBookUser"/> injected, or
    /// for which <see cref="GrowthBookRequestOptions.PreparesUser"/> says so. Call it after
    /// <c>UseAuthentication</c>, so that attributes have the claims, and before <c>UseAuthorization</c>; an endpoint with a condition and an
    /// authorization fails otherwise. For a request without a user it
    /// allocates nothing.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <returns>The same pipeline.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static IApplicationBuilder UseGrowthBook(this IApplicationBuilder app)
    {
        var users = UsersOf(app);
        var authorization = app.ApplicationServices.GetRequiredService<AuthorizationOrder>();
        authorization.Use(app);
        var injected = app.ApplicationServices.GetRequiredService<InjectedUser>();
        var closed = app.ApplicationServices.GetRequiredService<ClosedGates>();
        return app.Use(next => new GateMiddleware(next, users, injected, authorization, closed).InvokeAsync);
    }

    /// <summary>
    /// Adds the middleware of the payload's redirect experiments: a <c>GET</c> or <c>HEAD</c> request whose URL an experiment redirects gets
    /// a 302 with <c>Cache-Control: no-store</c>. There is no redirect to another origin unless it is allowed, and none from which
    /// experiments redirect back, or more than four times further; the visitors of such an experiment are not counted, whatever their variation is. Call it after <c>UseAuthentication</c> and <c>UseForwardedHeaders</c>.
    /// Visual experiments are left to the browser. With remote evaluation there are no redirects.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The same pipeline.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    /// <exception cref="ArgumentException">An allowed origin is no origin.</exception>
    public static IApplicationBuilder UseGrowthBookRedirects(this IApplicationBuilder app, Action<GrowthBookRedirectOptions>? configure = null)
    {
        var users = UsersOf(app);
        users.HasRedirects = true;
        var options = new GrowthBookRedirectOptions();
        configure?.Invoke(options);
        var origins = options.Origins();
        var checks = new RedirectChecks(origins, RequestLog.Of(app.ApplicationServices));
        return app.Use(next => new RedirectMiddleware(next, users, checks).InvokeAsync);
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="app">The pipeline.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IApplicationBuilder UseGrowthBookRedirects<TTask>(this IApplicationBuilder app, Func<GrowthBookRedirectOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    private static RequestUserFactory UsersOf(IApplicationBuilder app) =>
        RequestUserFactory.Of((app ?? throw new ArgumentNullException(nameof(app))).ApplicationServices);
}
