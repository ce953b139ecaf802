using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Responds with 404 if the request's endpoint has a condition that the user does not meet. If a user needs a lookup, makes the user before
/// an endpoint that gets it injected.
/// </summary>
internal sealed class GateMiddleware(RequestDelegate next, RequestUserFactory users, InjectedUser injected, AuthorizationOrder authorization, ClosedGates closed)
{
    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetOrderedMetadata<IFeatureGate>() is { Count: > 0 } gates)
            return EnforceAsync(http, endpoint, gates);
        return users.NeedsLookup && ((endpoint is not null && injected.IsTakenBy(endpoint)) || users.PreparesUser(http)) ? PrepareAsync(http) : next(http);
    }

    private async Task EnforceAsync(HttpContext http, Endpoint endpoint, IReadOnlyList<IFeatureGate> gates)
    {
        await authorization.CheckAsync(http, endpoint); // Again: an authorization of a branch is known only after it has run.
        var request = RequestUser.Of(http);
        var user = await request.GetAsync();
        for (var i = 0; i < gates.Count; i++)
        {
            var gate = gates[i];
            if (IsRepeated(gates, i))
                continue;
            var result = user.EvalFeature(gate.Feature);
            if (!IsOpen(endpoint, gate, result))
            {
                closed.Check(endpoint, gate, result, user.Context);
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }
        request.OpenEndpoint = endpoint;
        await next(http);
    }

    /// <summary>Asks a gate, whose condition can be a function of the application.</summary>
    private static bool IsOpen(Endpoint endpoint, IFeatureGate gate, FeatureResult result)
    {
        try
        {
            return gate.IsOpen(result);
        }
        catch (Exception error) when (ApplicationFunction.IsNamed(error))
        {
            throw new InvalidOperationException($"the condition on the feature `{gate.Feature}` of the endpoint {endpoint.DisplayName} failed", error);
        }
    }

    /// <summary>Whether a gate is one of those before it: MVC adds an attribute to the metadata as an attribute and as a filter.</summary>
    private static bool IsRepeated(IReadOnlyList<IFeatureGate> gates, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (ReferenceEquals(gates[i], gates[index]))
                return true;
        }
        return false;
    }

    private async Task PrepareAsync(HttpContext http)
    {
        await RequestUser.Of(http).GetAsync();
        await next(http);
    }
}
