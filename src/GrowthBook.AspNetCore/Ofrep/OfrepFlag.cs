namespace GrowthBook.AspNetCore;

/// <summary>The result of a feature in the form of the protocol.</summary>
internal static class OfrepFlag
{
    /// <summary>The maximum length in characters of the payload's date. A longer one is left out, because each flag repeats it.</summary>
    private const int MaxVersionLength = 100;

    /// <summary>The fault of a result without a value that the protocol has an error for.</summary>
    public static OfrepFault? FaultOf(FeatureResult result) => result.Source switch
    {
        FeatureResultSource.UnknownFeature => OfrepFault.NotFound(nearest: null),
        FeatureResultSource.CyclicPrerequisite => OfrepFault.Cyclic(),
        _ => null,
    };

    /// <summary>The answer for a result without a fault. It has no member <c>value</c> where the caller's default is to be used.</summary>
    public static Value.Object Of(string key, FeatureResult result, Payload payload)
    {
        var members = new List<KeyValuePair<string, Value>>(5) { new("key", key) };
        if (HasValue(result.Value))
            members.Add(new("value", result.Value));
        members.Add(new("reason", NameOf(payload.ReasonOf(key, result))));
        if (result.ExperimentResult is { } experiment)
            members.Add(new("variant", experiment.Key));
        members.Add(new("metadata", Metadata(result, payload)));
        return new Value.Object(members);
    }

    /// <summary>Whether a value is one in JSON: a number beyond the range of a double would be <c>null</c>.</summary>
    private static bool HasValue(Value value) => value is not Value.Null && (value is not Value.Number number || double.IsFinite(number.Content));

    /// <summary>The name of a reason. An answer without a fault cannot have the reason <c>ERROR</c>.</summary>
    private static string NameOf(EvaluationReason reason) => reason == EvaluationReason.Error ? "UNKNOWN" : reason.ToName();

    private static Value.Object Metadata(FeatureResult result, Payload payload)
    {
        var members = new List<KeyValuePair<string, Value>>(7) { new("source", result.Source.ToName()) };
        if (result.RuleId.Length > 0)
            members.Add(new("ruleId", result.RuleId));
        if (result is { Experiment: { } experiment, ExperimentResult: { } run })
        {
            members.Add(new("experimentKey", experiment.Key));
            members.Add(new("variationId", run.VariationId));
            members.Add(new("hashAttribute", run.HashAttribute));
            members.Add(new("inExperiment", run.InExperiment));
        }
        if (payload.DateUpdated is { Length: <= MaxVersionLength } version)
            members.Add(new("version", version));
        return new Value.Object(members);
    }
}
