using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Lets an endpoint with conditions run only after <see cref="GateMiddleware"/> has checked them, so that a missing or misplaced
/// <c>UseGrowthBook</c> opens no endpoint, and an authorization before it shows no closed one.
/// </summary>
internal sealed class GateGuard(AuthorizationOrder authorization) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _guarded = [];

    /// <summary>After the policies that replace endpoints, such as that of Razor pages.</summary>
    public override int Order => int.MaxValue;

    /// <exception cref="InvalidOperationException">An attribute has a mistake; the message names the endpoint.</exception>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
            IDeclaredGate.ThrowIfMistaken(endpoint.Metadata, $"the endpoint {endpoint.DisplayName}");
        return ContainsDynamicEndpoints(endpoints) || endpoints.Any(endpoint => HasGates(endpoint) || IsPage(endpoint));
    }

    public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i) || !HasGates(candidates[i].Endpoint))
                continue;
            await authorization.CheckAsync(httpContext, candidates[i].Endpoint);
            if (candidates[i].Endpoint is RouteEndpoint endpoint)
                candidates.ReplaceEndpoint(i, _guarded.GetValue(endpoint, static each => Guarded((RouteEndpoint)each)), candidates[i].Values);
        }
    }

    private static bool HasGates(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IFeatureGate>() is not null;

    /// <summary>Whether an endpoint is a page, whose attributes are known only when it is selected.</summary>
    private static bool IsPage(Endpoint endpoint) => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null;

    private static RouteEndpoint Guarded(RouteEndpoint endpoint)
    {
        if (endpoint.RequestDelegate is not { } run)
            return endpoint;
        RouteEndpoint? guarded = null;
        guarded = new RouteEndpoint(
            http => ReferenceEquals(http.Features.Get<RequestUser>()?.OpenEndpoint, guarded) ? run(http) : throw UncheckedGate.ErrorOf(http),
            endpoint.RoutePattern, endpoint.Order, endpoint.Metadata, endpoint.DisplayName);
        return guarded;
    }
}
