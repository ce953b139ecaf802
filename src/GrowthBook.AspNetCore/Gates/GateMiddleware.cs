using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Responds with 404 if the request's endpoint has a condition that the user does not meet.</summary>
internal sealed class GateMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetOrderedMetadata<IFeatureGate>() is { Count: > 0 } gates
            ? EnforceAsync(http, endpoint, gates)
            : next(http);

    private async Task EnforceAsync(HttpContext http, Endpoint endpoint, IReadOnlyList<IFeatureGate> gates)
    {
        var request = RequestUser.Of(http);
        var user = await request.GetAsync();
        foreach (var gate in gates)
        {
            if (!gate.IsOpen(user.EvalFeature(gate.Feature)))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }
        request.OpenEndpoint = endpoint;
        await next(http);
    }
}
