using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>Formats effects for people.</summary>
internal static class EffectText
{
    private const int MaxListed = 20;

    /// <summary>All effects, in their order.</summary>
    public static string Of(ImmutableArray<EffectEvent> events) => events.IsEmpty
        ? "nothing was recorded"
        : Heading(events) + Lines(events.Select((recorded, i) => (i, recorded)));

    /// <summary>
    /// The effects, in their order and numbered in it. Of more than 20 those that an assertion is about are first, 20 at most, then 20 others
    /// at most, and then the counts of the rest by kind.
    /// </summary>
    public static string Of(ImmutableArray<EffectEvent> events, Func<EffectEvent, bool> isAsserted)
    {
        if (events.Length <= MaxListed)
            return Of(events);
        var all = events.Select((recorded, i) => (Index: i, Recorded: recorded)).ToLookup(each => isAsserted(each.Recorded));
        var rest = new EffectCounts();
        foreach (var (_, recorded) in all[true].Skip(MaxListed).Concat(all[false].Skip(MaxListed)))
            rest.Add(recorded.Effect);
        return Heading(events) + Lines(all[true].Take(MaxListed)) + Lines(all[false].Take(MaxListed))
            + (rest.Total == 0 ? "" : $"\n  and {rest.Total.ToString(CultureInfo.InvariantCulture)} more: {rest}");
    }

    private static string Heading(ImmutableArray<EffectEvent> events) => $"recorded {(events.Length == 1 ? "was" : "were")}:";

    private static string Lines(IEnumerable<(int Index, EffectEvent Recorded)> effects) =>
        string.Concat(effects.Select(each => $"\n  {(each.Index + 1).ToString(CultureInfo.InvariantCulture)}. {Of(each.Recorded.Effect)}"));

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
