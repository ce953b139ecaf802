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
