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
        foreach (var feature in source.Features.Where(feature => !evaluated.Contains(feature.Key)))
            yield return Finding.At(feature.Node, LintCodes.NeverEvaluated, $"no record evaluates the feature `{Finding.Name(feature.Key)}`");
    }
}
