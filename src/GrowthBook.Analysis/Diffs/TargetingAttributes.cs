using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The attributes of which conditions of changed rules, or the lists of changed saved groups, need a value. Those of prerequisites are not looked at.</summary>
internal static class TargetingAttributes
{
    /// <summary>Maximum number of features that are looked at, and of pairs.</summary>
    private const int MaxFeatures = 100, MaxAttributes = 100;

    /// <summary>The features with the attributes that their rules need which are changed, added or removed; and, if their rules are the same, with those of changed saved groups.</summary>
    public static ImmutableArray<(string Feature, string Attribute)> Of(WrittenPayload old, WrittenPayload @new, PayloadDiff diff)
    {
        var ofGroups = AttributesOfGroups(old, @new);
        return [.. diff.Features
            .Take(MaxFeatures)
            .SelectMany(feature =>
            {
                var (before, after) = (RulesOf(old, feature.Key), RulesOf(@new, feature.Key));
                return before.SetEquals(after)
                    ? ofGroups.Count == 0 ? [] : AttributesOf(@new, feature.Key, _ => true).Where(each => ofGroups.Contains(each.Attribute))
                    : AttributesOf(old, feature.Key, rule => !after.Contains(rule)).Concat(AttributesOf(@new, feature.Key, rule => !before.Contains(rule)));
            })
            .Distinct()
            .Take(MaxAttributes)];
    }

    private static HashSet<Value> RulesOf(WrittenPayload payload, string feature) => [.. payload.Parts.Find(feature)?.Rules.Select(rule => (Value)rule.Json) ?? []];

    /// <summary>The attributes of the lists that differ.</summary>
    private static HashSet<string> AttributesOfGroups(WrittenPayload old, WrittenPayload @new)
    {
        var (before, after) = (old.Parts.SavedGroups, @new.Parts.SavedGroups);
        return before.Keys.Concat(after.Keys).Distinct(StringComparer.Ordinal).Where(id => !before[id].Equals(after[id]))
            .SelectMany(id => new[] { before[id], after[id] }).Select(group => group["attributeKey"].AsString()).OfType<string>().Select(path => path.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<(string Feature, string Attribute)> AttributesOf(WrittenPayload payload, string key, Func<Value, bool> isChanged)
    {
        if (payload.Parts.Find(key) is not { } feature)
            return [];
        var compiled = payload.Compiled.Features[payload.Compiled.Features.NumberOf(key)].Rules;
        return Enumerable.Range(0, feature.Rules.Length).Where(i => isChanged(feature.Rules[i].Json))
            .SelectMany(i => PayloadAttributes.NeededBy(compiled[i], payload.Compiled.SavedGroups).ToNames()).Select(attribute => (key, attribute));
    }
}
