using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The descriptions of which OpenAPI documents are made, without the operations that are closed for the user who requests the document.
/// Evaluates without effects. There are none without an API explorer.
/// </summary>
internal sealed class OpenApiDescriptions(
    IEnumerable<IApiDescriptionProvider> providers, IHttpContextAccessor accessor, RequestUserFactory users, IActionDescriptorCollectionProvider? actions = null)
    : IApiDescriptionGroupCollectionProvider
{
    private readonly ApiDescriptionGroupCollectionProvider? _all = actions is null ? null : new(actions, providers);

    public ApiDescriptionGroupCollection ApiDescriptionGroups
    {
        get
        {
            var all = _all?.ApiDescriptionGroups ?? new ApiDescriptionGroupCollection([], 0);
            if (!all.Items.Any(group => group.Items.Any(operation => GatesOf(operation).Any())))
                return all;
            var context = (accessor.HttpContext is { } http ? RequestUser.Of(http).Present ?? users.MakeWithoutLookup(http) : users.Anonymous()).Context;
            var results = new Dictionary<string, FeatureResult>(StringComparer.Ordinal); // Many operations have one gate.
            return new ApiDescriptionGroupCollection(
                [.. all.Items.Select(group => new ApiDescriptionGroup(group.GroupName, [.. group.Items.Where(operation => IsOpen(context, operation, results))]))],
                all.Version);
        }
    }

    private static IEnumerable<IFeatureGate> GatesOf(ApiDescription operation) => operation.ActionDescriptor.EndpointMetadata?.OfType<IFeatureGate>() ?? [];

    private static bool IsOpen(Context context, ApiDescription operation, Dictionary<string, FeatureResult> results) =>
        GatesOf(operation).All(gate => gate.IsOpen(results.TryGetValue(gate.Feature, out var known)
            ? known
            : results[gate.Feature] = Evaluator.EvalFeature(context, gate.Feature).Result));
}
