using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>
/// The exposure in a result as another SDK prints it: the experiment and the variation of a user who is in the experiment. Exposures of prerequisites
/// are not in a result.
/// </summary>
internal static class ForeignExposure
{
    private static readonly ImmutableArray<string> Identity = ["inExperiment", "variationId", "key", "hashAttribute", "hashValue"];

    /// <summary>The recorded and the present exposures; <c>null</c> if they are the same, and if the recorded result does not tell.</summary>
    /// <param name="record">A record without effects.</param>
    /// <param name="recorded">The recorded result.</param>
    /// <param name="differences">The differences between the results.</param>
    public static (string[] Recorded, string[] Now)? Change(EvaluationRecord record, Value recorded, ImmutableArray<RecordDifference> differences)
    {
        if (recorded is not Value.Object result || !Tells(record.Subject, recorded))
            return null;
        var isFeature = record.Subject is EvaluationSubject.OfFeature;
        var (before, now) = (Of(record.Subject, result), Of(record.Subject, record.Evaluate().Result));
        var path = isFeature ? "$.result.experimentResult." : "$.result.";
        var isSame = before.Length == now.Length && (before.Length == 0 || !differences.Any(difference =>
            difference.Path == "$.result.experiment.key" || Identity.Any(name => difference.Path == path + name)));
        return isSame ? null : (before, now);
    }

    /// <summary>Whether a result tells of its exposure.</summary>
    public static bool Tells(EvaluationSubject subject, Value recorded) =>
        recorded is Value.Object result && (subject is EvaluationSubject.OfFeature ? Tells(result) : result.ContainsKey("inExperiment"));

    /// <summary>Whether a feature's result tells of its experiment: with an experiment's result, or with the name of another source.</summary>
    private static bool Tells(Value.Object result) =>
        (result.GetValueOrDefault("experimentResult") is { } outcome && (outcome is not Value.Object part || Identifies(part))) || result.GetValueOrDefault("source") is Value.String { Content: not "experiment" };

    private static string[] Of(EvaluationSubject subject, Value result)
    {
        var (key, outcome) = subject is EvaluationSubject.OfExperiment inline ? (inline.Experiment.Key, result) : (result["experiment"]["key"], result["experimentResult"]);
        return outcome is Value.Object part && Identifies(part) && outcome["inExperiment"] is not Value.Boolean { Content: false } ? [RecordChange.ExposureText(key, outcome)] : [];
    }

    private static bool Identifies(Value.Object outcome) => Identity.Any(outcome.ContainsKey);
}
