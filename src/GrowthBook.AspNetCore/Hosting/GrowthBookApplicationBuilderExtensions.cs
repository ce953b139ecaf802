using GrowthBook.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds GrowthBook to the pipeline of requests.</summary>
public static class GrowthBookApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the middleware that checks the conditions of endpoints, such as <see cref="RequireFeatureAttribute"/>. Call it after
    /// <c>UseAuthentication</c>, so that attributes have the claims, and before <c>UseAuthorization</c>. A request that reads no flag costs
    /// nothing.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <returns>The same pipeline.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static IApplicationBuilder UseGrowthBook(this IApplicationBuilder app)
    {
        _ = app ?? throw new ArgumentNullException(nameof(app));
        if (app.ApplicationServices.GetService<RequestUserFactory>() is null)
            throw new InvalidOperationException("the services have no users of requests; call builder.Services.AddGrowthBook(…).AddAspNetCore()");
        return app.Use(next => new GateMiddleware(next).InvokeAsync);
    }
}
