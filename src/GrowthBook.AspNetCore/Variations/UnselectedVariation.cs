using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Lets an endpoint of a variation fail if no policy selects it, which would serve every user or match several endpoints.</summary>
internal static class UnselectedVariation
{
    /// <summary>Checks the services when the endpoint is built; at its requests if its builder does not know them. A convention.</summary>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.ApplicationServices.GetService<ILoggerFactory>() is not null)
        {
            ThrowIfMissing(endpoint.ApplicationServices, endpoint.DisplayName);
        }
        else if (endpoint.RequestDelegate is { } run)
        {
            endpoint.RequestDelegate = http =>
            {
                ThrowIfMissing(http.RequestServices, endpoint.DisplayName);
                return run(http);
            };
        }
    }

    private static void ThrowIfMissing(IServiceProvider services, string? endpoint)
    {
        if (services.GetService<RequestUserFactory>() is null)
            throw new InvalidOperationException($"the endpoint {endpoint} serves a variation, but the services have no users of requests; call builder.Services.AddGrowthBook(…).AddAspNetCore()");
    }
}
