namespace GrowthBook.Cli;

/// <summary>Formats an effect as one line.</summary>
internal static class EffectText
{
    public static string Of(Effect effect) => effect switch
    {
        Effect.StickyBucketAssigned { Document: var document } =>
            $"store the assignment of {document.Key}: {string.Join(", ", document.Assignments.Select(one => $"{one.Key} = {one.Value}"))}",
        Effect.ExperimentViewed { Experiment: var experiment, Result: var result } =>
            $"track the exposure of {result.HashAttribute} {result.HashValue.ToJson()} to {experiment.Key}: variation {result.VariationId}, {result.Key}",
        Effect.FeatureEvaluated { FeatureKey: var feature, Result: var result } =>
            $"report the usage of {feature}: {result.Value.ToJson()}, {FeatureSummary.SourceOf(result)}",
        Effect.EventLogged { Name: var name, Properties: var properties } => $"track the event {name}: {properties}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
