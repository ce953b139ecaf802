using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The attributes that rules hash: of an experiment or a rollout, and of its filters.</summary>
internal static class HashAttributes
{
    /// <summary>Those of a rule before and after a change.</summary>
    public static ImmutableArray<string> Of(WrittenRule? old, WrittenRule? @new) =>
        [.. Of(old).Concat(Of(@new)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Those of a rule; empty for one that random inputs do not decide.</summary>
    public static IEnumerable<string> Of(WrittenRule? rule) => rule switch
    {
        { Force: { } force } => Of(force.Rollout?.HashAttribute, force.Filters),
        { Experiments: [.., { Compiled: var experiment }] } when Assignment.Assigns(experiment.Source) => Of(experiment.HashAttribute, experiment.Filters),
        _ => [],
    };

    private static IEnumerable<string> Of(string? hashed, CompiledFilter[]? filters) =>
        (hashed is null ? [] : (string[])[hashed]).Concat(filters?.Select(filter => filter.Attribute) ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>The attribute that a rule hashes, and the one for users without it; <c>null</c> without such.</summary>
    public static (string? Attribute, string? Fallback) HashedBy(WrittenRule rule) =>
        rule.Force?.Rollout is { } rollout ? (rollout.HashAttribute, rollout.FallbackAttribute)
        : rule.Experiments is [.., { Compiled: var experiment }] ? (experiment.HashAttribute, experiment.IsSticky ? experiment.FallbackAttribute : null)
        : (null, null);

    /// <summary>
    /// Whether each user with the attributes that one rule needs has those of another one. Users without the hashed attribute of the one rule have its fallback
    /// attribute, which the other one falls back to in the same cases, if it is the same one.
    /// </summary>
    /// <param name="other">The rule whose attributes are asked for.</param>
    /// <param name="rule">The rule whose attributes the user has.</param>
    public static bool NeedsNoMore(WrittenRule other, WrittenRule rule)
    {
        var ((hashed, fallback), (given, givenFallback)) = (HashedBy(other), HashedBy(rule));
        if (FiltersOf(other) is null && (hashed is null || (hashed == given && (givenFallback is null || fallback == givenFallback))))
            return true;
        string[] had = [.. FiltersOf(rule) ?? [], .. given is null || givenFallback is not null ? (string[])[] : [given]];
        return (FiltersOf(other)?.All(had.Contains) ?? true) && (hashed is null || had.Contains(hashed) || (hashed == given && fallback == givenFallback));
    }

    /// <summary>
    /// Whether two rules hash other attributes, so that users without one can have only one of them. A rule that no longer hashes any does not count: users enter it only.
    /// Another fallback attribute by itself is a reason of its own.
    /// </summary>
    /// <param name="old">The rule before.</param>
    /// <param name="new">The rule after.</param>
    public static bool Differ(WrittenRule old, WrittenRule @new)
    {
        if (HashedBy(old).Attribute == HashedBy(@new).Attribute && FilterSet(old).SetEquals(FilterSet(@new)))
            return false;
        return !NeedsNoMore(@new, old) || (!NeedsNoMore(old, @new) && (HashedBy(@new).Attribute is not null || FilterSet(@new).Count > 0));
    }

    private static HashSet<string> FilterSet(WrittenRule rule) => FiltersOf(rule)?.ToHashSet(StringComparer.Ordinal) ?? [];

    /// <summary>The attributes of the filters of a rule; <c>null</c> without filters.</summary>
    private static IEnumerable<string>? FiltersOf(WrittenRule rule) =>
        (rule.Force is { } force ? force.Filters : rule.Experiments is [.., var arm] ? arm.Compiled.Filters : null)?.Select(filter => filter.Attribute);

    /// <summary>The attributes with the names of the experiments and rollouts that hash them.</summary>
    /// <param name="parts">The payload.</param>
    /// <param name="features">The features whose rules count; <c>null</c> for all, and the payload's own experiments.</param>
    public static ILookup<string, string> PartsOf(WrittenParts parts, IReadOnlyCollection<string>? features = null) =>
        (features is null ? parts.Features : features.Distinct(StringComparer.Ordinal).Select(parts.Find).OfType<WrittenFeature>())
            .SelectMany(feature => feature.Rules, (feature, rule) => (Rule: rule, Name: NameOf(feature, rule)))
            .Concat((features is null ? parts.Experiments : []).Select(rule => (Rule: rule, Name: NameOf(null, rule))))
            .SelectMany(each => Of(each.Rule), (each, attribute) => (Attribute: attribute, each.Name))
            .Distinct()
            .ToLookup(each => each.Attribute, each => each.Name, StringComparer.Ordinal);

    private static string NameOf(WrittenFeature? feature, WrittenRule rule) => rule.Experiment is { } experiment
        ? $"experiment {experiment.Key}"
        : FormattableString.Invariant($"rollout {feature!.Key} rule {rule.Index + 1}");
}
