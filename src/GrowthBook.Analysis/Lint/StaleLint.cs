using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>GB402 and GB404: groups and features that nothing uses.</summary>
internal static class StaleLint
{
    public static IEnumerable<Finding> Of(PayloadSource source, ImmutableHashSet<string>? evaluated)
    {
        var used = GroupLint.References(source).Select(reference => reference.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var group in source.Groups.Where(group => !used.Contains(group.Id)))
            yield return Finding.At(group.Node, LintCodes.UnusedGroup, $"no condition uses the saved group `{Finding.Name(group.Id)}`");
        if (evaluated is null)
            yield break;
        var needed = WithPrerequisites(source, evaluated);
        foreach (var feature in source.Features.Where(feature => !needed.Contains(feature.Key)))
            yield return Finding.At(feature.Node, LintCodes.NeverEvaluated, $"no record evaluates the feature `{Finding.Name(feature.Key)}`, and it is no prerequisite of one that a record evaluates");
    }

    /// <summary>Features, with the prerequisites of them and of the payload's own experiments, and those of the prerequisites.</summary>
    private static HashSet<string> WithPrerequisites(PayloadSource source, ImmutableHashSet<string> evaluated)
    {
        var needed = evaluated.Concat(source.PageExperiments.SelectMany(experiment => PrerequisiteLint.KeysOf(experiment.Node))).ToHashSet(StringComparer.Ordinal);
        var open = new Stack<string>(needed);
        while (open.TryPop(out var key))
        {
            foreach (var each in source.Feature(key) is { } feature ? PrerequisiteLint.KeysOf(feature) : [])
            {
                if (needed.Add(each))
                    open.Push(each);
            }
        }
        return needed;
    }
}
