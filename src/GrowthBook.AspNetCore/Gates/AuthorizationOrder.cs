using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Whether the authorization runs before <c>UseGrowthBook</c>, so that it would answer 401 for an endpoint that a gate closes. A
/// <see cref="WebApplication"/> adds it before the application's middleware if the application does not.
/// </summary>
internal sealed class AuthorizationOrder : IStartupFilter
{
    /// <summary>The property by which ASP.NET Core's <c>UseAuthorization</c> marks a pipeline, and branches that are added later.</summary>
    private const string IsSet = "__AuthorizationMiddlewareSet";

    /// <summary>The item by which ASP.NET Core's authorization marks a request whose endpoint it has seen.</summary>
    private const string HasRun = "__AuthorizationMiddlewareWithEndpointInvoked";

    private readonly List<WebApplication> _open = [];
    private bool _isBefore;

    /// <summary>Notes a call of <c>UseGrowthBook</c>.</summary>
    public void Use(IApplicationBuilder app)
    {
        if (app.Properties.ContainsKey(IsSet))
            _isBefore = true;
        else if (app is WebApplication application)
            _open.Add(application);
    }

    /// <summary>Runs when the host starts, before the application is asked whether it called <c>UseAuthorization</c>.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        _isBefore |= _open.Exists(application => !((IApplicationBuilder)application).Properties.ContainsKey(IsSet));
        next(app);
    };

    /// <summary>
    /// Refuses an endpoint with a gate that the authorization sees first, or has seen: that of a branch of the pipeline, or before one, is
    /// known only by the request.
    /// </summary>
    /// <exception cref="InvalidOperationException">The endpoint needs an authorization, which runs before <c>UseGrowthBook</c>.</exception>
    public ValueTask CheckAsync(HttpContext http, Endpoint endpoint) =>
        _isBefore || (http.Items.ContainsKey(HasRun) && !IsExecutedAgain(http)) ? RefuseIfAuthorizedAsync(http, endpoint) : default;

    private static async ValueTask RefuseIfAuthorizedAsync(HttpContext http, Endpoint endpoint)
    {
        if (await IsAuthorizedAsync(http, endpoint.Metadata))
            throw new InvalidOperationException($"the endpoint {endpoint.DisplayName} requires a feature, but the authorization runs before UseGrowthBook and would answer first; call app.UseAuthentication(), app.UseGrowthBook() and app.UseAuthorization() in this order");
    }

    /// <summary>Whether the pipeline runs a second time for the page of an error, with the items of the first time.</summary>
    private static bool IsExecutedAgain(HttpContext http) =>
        http.Features.Get<IExceptionHandlerFeature>() is not null || http.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    /// <summary>Whether the authorization has a policy for an endpoint, by the rules of ASP.NET Core.</summary>
    private static async ValueTask<bool> IsAuthorizedAsync(HttpContext http, EndpointMetadataCollection metadata)
    {
        if (metadata.GetMetadata<IAllowAnonymous>() is not null)
            return false;
        return metadata.GetMetadata<IAuthorizeData>() is not null
            || metadata.GetMetadata<AuthorizationPolicy>() is not null
            || metadata.GetMetadata<IAuthorizationRequirementData>() is not null
            || (http.RequestServices.GetService<IAuthorizationPolicyProvider>() is { } policies && await policies.GetFallbackPolicyAsync() is not null);
    }
}
