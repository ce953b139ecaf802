using GrowthBook.AspNetCore;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page for developers.</summary>
public static class GrowthBookInspectorExtensions
{
    /// <summary>
    /// Maps a page that shows every feature for the current visitor with its value and the reasons, evaluates with changed attributes,
    /// and forces values for a browser by a cookie. Without a policy it exists only in the environment <c>Development</c>.
    /// </summary>
    /// <param name="routes">The routes.</param>
    /// <param name="pattern">The path of the page. Default: <c>/_growthbook</c>.</param>
    /// <param name="policy">
    /// The authorization policy that the visitor of the page has to meet; the page then exists in every environment, and data
    /// protection signs the cookie. Default: <c>null</c>, none.
    /// </param>
    /// <returns>The page's endpoints; there are none in other environments without a policy.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called, the policy is not registered, or there is no data protection for a
    /// policy.</exception>
    public static IEndpointConventionBuilder MapGrowthBookInspector(this IEndpointRouteBuilder routes, string pattern = "/_growthbook", string? policy = null)
    {
        _ = pattern ?? throw new ArgumentNullException(nameof(pattern));
        var services = (routes ?? throw new ArgumentNullException(nameof(routes))).ServiceProvider;
        var users = RequestUserFactory.Of(services);
        var endpoints = routes.MapGroup(pattern);
        if (policy is null && !services.GetRequiredService<IWebHostEnvironment>().IsDevelopment())
            return endpoints;
        var logger = RequestLog.Of(services);
        var cookie = new ForcedCookie(policy is null ? null : ProtectorOf(services), logger);
        if (policy is not null)
        {
            PolicyAtStart.ThrowIfUnknown(services, policy, "the inspector's policy");
            endpoints.RequireAuthorization(policy);
        }
        services.GetRequiredService<IOptions<GrowthBookRequestOptions>>().Value.Add(cookie.Apply);
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var events = new InspectorEvents(users.Client, services.GetService<TimeProvider>() ?? TimeProvider.System, stopping);
        new InspectorEndpoints(users.Client, cookie, events).Map(endpoints);
        var path = $"/{pattern.Trim('/')}";
        if (policy is null)
            InspectorLog.Mapped(logger, path);
        else
            InspectorLog.MappedWithPolicy(logger, path, policy);
        return endpoints;
    }

    private static IDataProtector ProtectorOf(IServiceProvider services) =>
        (services.GetService<IDataProtectionProvider>() ?? throw new InvalidOperationException(
            "the inspector with a policy needs data protection, which signs the cookie of forced values; call builder.Services.AddDataProtection()"))
        .CreateProtector("GrowthBook.Inspector");
}
