using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;

namespace GrowthBook.AspNetCore;

/// <summary>
/// A condition of an endpoint: a part of its metadata, that the middleware of <c>UseGrowthBook</c> checks before the authorization. If one
/// of an endpoint's conditions is not met, the response is 404, as if the endpoint did not exist. On a controller, an action or a page
/// it is also a filter, which fails if the middleware has not checked the endpoint. On a handler of a Razor page, which is no endpoint, it fails
/// the start.
/// </summary>
public interface IFeatureGate : IAuthorizationFilter, IOrderedFilter, IPageHandlerModelConvention
{
    /// <summary>The key of the feature that decides.</summary>
    string Feature { get; }

    /// <summary>Whether the condition is met. Called for each request; it must not block and not throw.</summary>
    /// <param name="result">The feature's result for the user of the request.</param>
    /// <returns>Whether the endpoint exists for the user.</returns>
    bool IsOpen(FeatureResult result);

    int IOrderedFilter.Order => int.MinValue;

    void IAuthorizationFilter.OnAuthorization(AuthorizationFilterContext context) => UncheckedGate.ThrowIfUnchecked(context.HttpContext);

    /// <summary>MVC runs no filter of a handler, and calls this when the application maps its pages.</summary>
    void IPageHandlerModelConvention.Apply(PageHandlerModel model) => throw new InvalidOperationException(
        $"the handler {model.MethodInfo.DeclaringType!.Name}.{model.MethodInfo.Name} of a Razor page requires the feature `{Feature}`, but a handler is no endpoint; write the attribute on the page model, or ask IGrowthBookUser in the handler");
}
