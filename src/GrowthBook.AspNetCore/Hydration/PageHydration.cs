using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The features of a request's user for the JavaScript SDK of its page.</summary>
internal static class PageHydration
{
    public static async ValueTask<HtmlString> ScriptAsync(HttpContext http, string? nonce, Func<string, bool>? includes, bool tracks)
    {
        var user = await http.GetGrowthBookUserAsync();
        var effects = http.Features.Get<RequestEffects>();
        var deferred = tracks ? Deferred(effects) : [];
        if (includes is not null)
            deferred = [.. deferred.Where(exposure => exposure.Result.FeatureId is not { Length: > 0 } feature || includes(feature))];
        var deferredKeys = deferred.Select(exposure => exposure.DeduplicationKey).ToHashSet(StringComparer.Ordinal);
        // The SDK would track an exposure of a deferred call again if the feature carried it too.
        var payload = user.EvalAll().ToPayload(
            exposure => tracks && effects is not { AreWithheld: true } && (deferredKeys.Count == 0 || !deferredKeys.Contains(exposure.DeduplicationKey)), includes);
        VisitorResponse.Keep(http, RequestUserFactory.Of(http.RequestServices)); // Its exposures have the visitor's id, so AllowsCaching does not count.
        return PageScript.Of(
            nonce,
            "window.growthBookHydration=",
            new Value.Object([new("payload", payload), new("deferredTrackingCalls", new Value.Array(deferred.Select(Call)))]),
            ";");
    }

    private static ImmutableArray<Effect.ExperimentViewed> Deferred(RequestEffects? effects) => effects is null or { AreWithheld: true } or { AreDeferred: false }
        ? []
        : [.. effects.All.Select(each => each.Effect).OfType<Effect.ExperimentViewed>()];

    /// <summary>The call in the form of <see cref="DeferredTrackingCall"/>, without attributes and targeting, which the page's reader need not see.</summary>
    private static Value Call(Effect.ExperimentViewed exposure)
    {
        var (experiment, result) = exposure.WithoutTargeting();
        return new Value.Object([new("experiment", experiment.ToValue()), new("result", result.ToValue())]);
    }
}
