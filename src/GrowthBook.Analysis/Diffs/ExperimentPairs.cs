using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Pairs the rules that run the same experiment. Paired rules of different keys run two experiments: users leave the one and enter the other,
/// unless another rule has the key.
/// </summary>
internal static class ExperimentPairs
{
    /// <summary>The pairs of experiments, of which the removed ones come last.</summary>
    /// <param name="pairs">The pairs of rules, of which some run no experiment.</param>
    public static IEnumerable<(WrittenRule? Old, WrittenRule? New)> Of(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs)
    {
        var others = pairs.Where(pair => KeyOf(pair.Old) is { } key && key != KeyOf(pair.New)).Select(pair => pair.Old!)
            .GroupBy(rule => KeyOf(rule)!, StringComparer.Ordinal).ToDictionary(same => same.Key, same => new Queue<WrittenRule>(same), StringComparer.Ordinal);
        foreach (var (old, @new) in pairs)
        {
            if (KeyOf(@new) is { } key)
                yield return (KeyOf(old) == key ? old : others.TryGetValue(key, out var same) && same.TryDequeue(out var other) ? other : null, @new);
        }
        foreach (var removed in others.Values.SelectMany(same => same))
            yield return (removed, null);
    }

    private static string? KeyOf(WrittenRule? rule) => rule?.Experiment?.Key;
}
