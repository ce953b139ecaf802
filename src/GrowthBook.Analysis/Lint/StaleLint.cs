using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>GB402 and GB404: groups and features that nothing uses.</summary>
internal static class StaleLint
{
    private static readonly string[] PartsWithConditions = ["features", "experiments", "savedGroups", "contextualBandits"];

    public static IEnumerable<Finding> Of(PayloadSource source, ImmutableHashSet<string>? evaluated)
    {
        var used = GroupLint.References(source).Select(reference => reference.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var group in HasUnreadConditions(source) ? [] : source.Groups.Where(group => !used.Contains(group.Id)))
            yield return Finding.At(group.Node, LintCodes.UnusedGroup, $"no condition uses the saved group `{Finding.Name(group.Id)}`");
        if (evaluated is null)
            yield break;
        var needed = WithPrerequisites(source, evaluated);
        foreach (var feature in source.Features.Where(feature => !needed.Contains(feature.Key)))
            yield return Finding.At(feature.Node, LintCodes.NeverEvaluated, $"no record evaluates the feature `{Finding.Name(feature.Key)}`, and it is no prerequisite of one that a record evaluates");
    }

    /// <summary>Whether a part that can refer to groups could not be read.</summary>
    private static bool HasUnreadConditions(PayloadSource source) => PartsWithConditions.Any(source.IsUnread);

    /// <summary>Features, with the prerequisites of them and of the payload's own experiments, and those of the prerequisites.</summary>
    private static HashSet<string> WithPrerequisites(PayloadSource source, ImmutableHashSet<string> evaluated)
    {
        var needed = evaluated.Concat(source.PageExperiments.SelectMany(experiment => PrerequisiteLint.KeysOf(experiment.Node))).ToHashSet(StringComparer.Ordinal);
        var open = new Stack<string>(needed);
        while (open.TryPop(out var key))
        {
            foreach (var each in source.Feature(key) is { } feature ? KeysOf(feature) : [])
            {
                if (needed.Add(each))
                    open.Push(each);
            }
        }
        return needed;
    }

    /// <summary>The keys of the prerequisites of a feature, also of rules of which it is not known whether they are left out.</summary>
    private static IEnumerable<string> KeysOf(FeatureSource feature) =>
        feature.IsKnown ? PrerequisiteLint.KeysOf(feature) : feature.Rules.SelectMany(rule => PrerequisiteLint.KeysOf(rule.Node));
}
