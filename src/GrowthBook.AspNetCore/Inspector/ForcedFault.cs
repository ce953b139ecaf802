using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>Why a variation cannot be forced: it would change nothing. A feature that the payload does not have can be forced.</summary>
internal static class ForcedFault
{
    /// <summary>Returns the fault of a request that forces a variation; <c>null</c> if it has none, or clears one.</summary>
    public static string? Of(Payload payload, Value.Object body)
    {
        // Without features, as with remote evaluation, the experiments are unknown.
        if (payload.FeatureKeys.Count == 0 || body["feature"].AsString() is not null)
            return null;
        return body["experiment"].AsString() is { } experiment && ForcedValues.VariationOf(body["variation"]) is { } variation
            ? FaultOf([.. payload.FeatureExperiments, .. payload.Experiments], experiment, variation)
            : null;
    }

    private static string? FaultOf(Experiment[] all, string key, int variation)
    {
        var count = all.Where(each => each.Key == key).Select(each => each.Variations.Length).DefaultIfEmpty(0).Max();
        if (count > 0)
            return variation < count ? null : $"the experiment `{PlainText.Of(key, 100)}` has the variations 0 to {count - 1}, and no variation {variation}";
        return $"the payload has no experiment `{PlainText.Of(key, 100)}`" + (NearestName.Near(key, all.Select(each => each.Key).Distinct()) is { } nearest ? $"; did you mean {nearest}?" : "");
    }
}
