using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>Lets an endpoint with conditions fail if no middleware has checked them, also in an application that registers nothing.</summary>
internal static class UncheckedGate
{
    /// <summary>Lets an endpoint run only after the check. A convention.</summary>
    public static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } run)
            return;
        endpoint.RequestDelegate = http =>
        {
            ThrowIfUnchecked(http);
            return run(http);
        };
    }

    /// <summary>Refuses the request's endpoint unless <c>UseGrowthBook</c> has found it open.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public static void ThrowIfUnchecked(HttpContext http)
    {
        if (http.Features.Get<RequestUser>()?.OpenEndpoint is not { } open || !ReferenceEquals(open, http.GetEndpoint()))
            throw ErrorOf(http);
    }

    /// <summary>Returns the error of an endpoint that was not checked. It names the missing call.</summary>
    public static InvalidOperationException ErrorOf(HttpContext http) => new(
        $"the endpoint {http.GetEndpoint()?.DisplayName} requires a feature, but " + (http.RequestServices.GetService<RequestUserFactory>() is null
            ? "the services have no users of requests; call builder.Services.AddGrowthBook(…).AddAspNetCore(), and app.UseGrowthBook() after UseRouting and before UseAuthorization"
            : "UseGrowthBook did not check it; call app.UseGrowthBook() after UseRouting and before UseAuthorization"));
}
