using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace GrowthBook.AspNetCore;

/// <summary>Selects among the endpoints of a route the one for the user's variation.</summary>
internal sealed class VariationPolicy(VariationChecks variations) : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        // The endpoints of equal patterns: others may exclude each other by the constraints of their parameters.
        foreach (var route in endpoints.OfType<RouteEndpoint>().ToLookup(endpoint => endpoint.RoutePattern.RawText ?? "", endpoint => endpoint.Metadata.GetMetadata<EndpointVariation>()?.Feature))
            variations.CheckFeatures(route.Key, [.. route.OfType<string>().Distinct()]);
        return ContainsDynamicEndpoints(endpoints) || endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<EndpointVariation>() is not null);
    }

    public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        GrowthBookUser? user = null;
        (string Feature, FeatureResult Result)? evaluated = null;
        int? selectedScore = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i) || candidates[i].Endpoint.Metadata.GetMetadata<EndpointVariation>() is not { } variation)
                continue;
            user ??= await httpContext.GetGrowthBookUserAsync();
            // Handlers of a route mostly share a feature: it is evaluated, and counts as an exposure, once.
            if (evaluated is not { } last || last.Feature != variation.Feature)
                evaluated = last = (variation.Feature, user.EvalFeature(variation.Feature));
            if (variations.Matches(user.Context, last.Feature, last.Result, variation.Variation))
                selectedScore ??= candidates[i].Score;
            else
                candidates.SetValidity(i, false);
        }
        for (var i = 0; i < candidates.Count; i++)
        {
            // An endpoint without a variation is for the other users.
            if (candidates.IsValidCandidate(i) && candidates[i].Score == selectedScore && candidates[i].Endpoint.Metadata.GetMetadata<EndpointVariation>() is null)
                candidates.SetValidity(i, false);
        }
    }
}
