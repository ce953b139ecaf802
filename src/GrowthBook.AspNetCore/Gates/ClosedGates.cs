using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Warns of gates that a mistake closes for every visitor: an unknown feature, or a variation or a kind of value that the feature does not have.
/// Thread-safe.
/// </summary>
internal sealed class ClosedGates(VariationChecks variations, GuardedLogger logger)
{
    private readonly LoggedKeys _unknown = new();
    private readonly LoggedKeys _otherKinds = new();

    /// <summary>Checks a condition that a visitor does not meet.</summary>
    public void Check(Endpoint endpoint, IFeatureGate gate, FeatureResult result, Context context)
    {
        switch (gate)
        {
            case RequireVariationAttribute required:
                foreach (var variation in required.Variations)
                    variations.Check(context, gate.Feature, result, variation);
                break;
            case RequireValueAttribute required when result.Value is not Value.Null && ValueKinds.Of(result.Value) is var kind && kind != required.Kind:
                if (IsNew(_otherKinds, gate.Feature))
                    GateLog.OtherKind(logger, endpoint.DisplayName ?? "", required.Kind, gate.Feature, kind);
                break;
        }
        // Without a payload every feature is unknown, and other log lines say why there is none.
        if (result.Source == FeatureResultSource.UnknownFeature && context.Payload.FeatureKeys.Count > 0 && IsNew(_unknown, gate.Feature))
        {
            if (RequiredKey.IsList(gate.Feature))
                GateLog.List(logger, endpoint.DisplayName ?? "", gate.Feature);
            else
                GateLog.Closed(logger, endpoint.DisplayName ?? "", gate.Feature);
        }
    }

    private static bool IsNew(LoggedKeys logged, string feature) => logged.Add(ref feature) == true;
}
