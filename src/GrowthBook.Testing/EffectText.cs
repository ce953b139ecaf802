using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>Formats effects for people.</summary>
internal static class EffectText
{
    public static string Of(ImmutableArray<EffectEvent> events) => events.IsEmpty
        ? "nothing was recorded"
        : $"recorded {(events.Length == 1 ? "was" : "were")}:" + string.Concat(events.Select((recorded, i) =>
            $"\n  {(i + 1).ToString(CultureInfo.InvariantCulture)}. {Of(recorded.Effect)}"));

    private static string Of(Effect effect) => effect switch
    {
        Effect.ExperimentViewed { Result: var result } viewed =>
            $"viewed `{viewed.Experiment.Key}`, variation {result.VariationId.ToString(CultureInfo.InvariantCulture)} (`{result.Key}`), by {result.HashAttribute} {result.HashValue.ToJson()}",
        Effect.FeatureEvaluated evaluated => $"evaluated `{evaluated.FeatureKey}`: {evaluated.Result.Value.ToJson()}, source {evaluated.Result.Source}",
        Effect.StickyBucketAssigned { Document: var document } =>
            $"assigned {document.AttributeName} \"{document.AttributeValue}\": {string.Join(", ", document.Assignments.Select(assignment => $"`{assignment.Key}` = `{assignment.Value}`"))}",
        Effect.EventLogged logged => $"logged `{logged.Name}`: {logged.Properties}",
        _ => effect.ToString(),
    };
}
