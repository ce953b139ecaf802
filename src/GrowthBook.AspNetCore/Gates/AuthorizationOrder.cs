using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Whether the authorization runs before <c>UseGrowthBook</c>, so that it would answer 401 for an endpoint that a gate closes. A
/// <see cref="WebApplication"/> adds it before the application's middleware if the application does not.
/// </summary>
internal sealed class AuthorizationOrder(IOptions<AuthorizationOptions> options) : IStartupFilter
{
    /// <summary>The property by which ASP.NET Core's <c>UseAuthorization</c> marks a pipeline.</summary>
    private const string IsSet = "__AuthorizationMiddlewareSet";

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

    /// <summary>Refuses an endpoint with a gate that the authorization sees first.</summary>
    /// <exception cref="InvalidOperationException">The endpoint needs an authorization, which runs before <c>UseGrowthBook</c>.</exception>
    public void Check(Endpoint endpoint)
    {
        if (_isBefore && IsAuthorized(endpoint.Metadata))
            throw new InvalidOperationException($"the endpoint {endpoint.DisplayName} requires a feature, but the authorization runs before UseGrowthBook and would answer first; call app.UseAuthentication(), app.UseGrowthBook() and app.UseAuthorization() in this order");
    }

    private bool IsAuthorized(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAllowAnonymous>() is null
        && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null || options.Value.FallbackPolicy is not null);
}
