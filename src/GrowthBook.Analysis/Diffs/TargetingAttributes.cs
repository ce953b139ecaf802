using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The attributes that conditions of changed rules test. Those of prerequisites are not looked at.</summary>
internal static class TargetingAttributes
{
    /// <summary>Maximum number of features that are looked at, and of pairs.</summary>
    private const int MaxFeatures = 100, MaxAttributes = 100;

    /// <summary>The features with the attributes of their rules that are changed, added or removed; of a feature whose rules are the same all its rules count, as a saved group can be another.</summary>
    public static ImmutableArray<(string Feature, string Attribute)> Of(WrittenPayload old, WrittenPayload @new, PayloadDiff diff) => [.. diff.Features
        .Take(MaxFeatures)
        .SelectMany(feature =>
        {
            var (before, after) = (RulesOf(old, feature.Key), RulesOf(@new, feature.Key));
            return before.SetEquals(after)
                ? diff.Others.IsEmpty ? [] : AttributesOf(@new, feature.Key, _ => true)
                : AttributesOf(old, feature.Key, rule => !after.Contains(rule)).Concat(AttributesOf(@new, feature.Key, rule => !before.Contains(rule)));
        })
        .Distinct()
        .Take(MaxAttributes)];

    private static HashSet<Value> RulesOf(WrittenPayload payload, string feature) => [.. payload.Parts.Find(feature)?.Rules.Select(rule => (Value)rule.Json) ?? []];

    private static IEnumerable<(string Feature, string Attribute)> AttributesOf(WrittenPayload payload, string key, Func<Value, bool> isChanged)
    {
        if (payload.Parts.Find(key) is not { } feature)
            return [];
        var compiled = payload.Compiled.Features[payload.Compiled.Features.NumberOf(key)].Rules;
        return Enumerable.Range(0, feature.Rules.Length).Where(i => isChanged(feature.Rules[i].Json))
            .SelectMany(i => PayloadAttributes.OfConditions(compiled[i], payload.Compiled.SavedGroups).ToNames()).Select(attribute => (key, attribute));
    }
}
