using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Warns of gates that a mistake closes for every visitor: an unknown feature, or a variation that the feature cannot have. Thread-safe.</summary>
internal sealed class ClosedGates(VariationChecks variations, GuardedLogger logger)
{
    private readonly LoggedKeys _unknown = new();

    /// <summary>Checks a condition that a visitor does not meet.</summary>
    public void Check(Endpoint endpoint, IFeatureGate gate, FeatureResult result, Context context)
    {
        if (gate is RequireVariationAttribute required)
        {
            foreach (var variation in required.Variations)
                variations.Check(context, gate.Feature, result, variation);
        }
        // Without a payload every feature is unknown, and other log lines say why there is none.
        if (result.Source != FeatureResultSource.UnknownFeature || context.Payload.FeatureKeys.Count == 0)
            return;
        var feature = gate.Feature;
        if (_unknown.Add(ref feature) == true)
            GateLog.Closed(logger, endpoint.DisplayName ?? "", feature);
    }
}
