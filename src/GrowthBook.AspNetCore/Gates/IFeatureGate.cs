using Microsoft.AspNetCore.Mvc.Filters;

namespace GrowthBook.AspNetCore;

/// <summary>
/// A condition of an endpoint: a part of its metadata, that the middleware of <c>UseGrowthBook</c> checks before the authorization. If one
/// of an endpoint's conditions is not met, the response is 404, as if the endpoint did not exist. On a controller, an action or a page
/// it is also a filter, which fails if the middleware has not checked the endpoint.
/// </summary>
public interface IFeatureGate : IAuthorizationFilter, IOrderedFilter
{
    /// <summary>The key of the feature that decides.</summary>
    string Feature { get; }

    /// <summary>Whether the condition is met. Called for each request; it must not block and not throw.</summary>
    /// <param name="result">The feature's result for the user of the request.</param>
    /// <returns>Whether the endpoint exists for the user.</returns>
    bool IsOpen(FeatureResult result);

    int IOrderedFilter.Order => int.MinValue;

    void IAuthorizationFilter.OnAuthorization(AuthorizationFilterContext context) => UncheckedGate.ThrowIfUnchecked(context.HttpContext);
}
