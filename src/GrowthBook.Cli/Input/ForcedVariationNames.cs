using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Checks the forced variations of a context: one with a misspelt experiment, or beyond its variations, would be ignored. An experiment that the payload
/// does not have can be defined in code.
/// </summary>
internal static class ForcedVariationNames
{
    /// <summary>Maximum number of unknown experiments that are named, and compared with those of the payload.</summary>
    private const int MaxUnknown = 20;

    /// <summary>Warns of experiments that the payload does not have; returns the first fault in the order of the keys, or <c>null</c> without one.</summary>
    public static Fault? Check(Source source, Context context, Terminal terminal)
    {
        if (context.ForcedVariations.IsEmpty)
            return null;
        var experiments = context.Payload.Experiments.Concat(context.Payload.FeatureExperiments).ToLookup(experiment => experiment.Key, experiment => experiment.Variations.Length, StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var (key, index) in context.ForcedVariations.OrderBy(forced => forced.Key, StringComparer.Ordinal))
        {
            if (!experiments.Contains(key))
            {
                unknown.Add(key);
                if (unknown.Count <= MaxUnknown && Nearest.Question(key, experiments.Select(same => same.Key)) is { Length: > 0 } question)
                    return Refuse(source, $"the payload has no experiment `{Columns.Short(key)}`{question}");
            }
            else if (index < 0 || index >= experiments[key].Max())
            {
                return Refuse(source, $"experiment `{Columns.Short(key)}` has no variation {index}; {IndicesOf(experiments[key].Max())}");
            }
        }
        foreach (var key in unknown.Take(MaxUnknown))
            terminal.Warn($"warning: {source.Name}: $.forcedVariations: the payload has no experiment `{Columns.Short(key)}`, so it applies only where code defines this experiment");
        if (unknown.Count > MaxUnknown)
            terminal.Warn($"warning: {source.Name}: $.forcedVariations: {Shown.Count(unknown.Count - MaxUnknown)} more of experiments that the payload does not have");
        return null;
    }

    private static string IndicesOf(int variations) => variations switch
    {
        0 => "it has no variations",
        1 => "its only index is 0",
        _ => FormattableString.Invariant($"its indices are 0 to {variations - 1}"),
    };

    private static Fault Refuse(Source source, string error) => Fault.Input($"{source.Name}: $.forcedVariations: {error}");
}
