namespace GrowthBook.Cli;

/// <summary>Checks the forced variations of a context: one of an experiment that the payload does not have, or beyond its variations, would be ignored.</summary>
internal static class ForcedVariationNames
{
    /// <summary>The fault of the first one in the order of the keys; <c>null</c> without one.</summary>
    public static Fault? Check(Source source, Context context)
    {
        if (context.ForcedVariations.IsEmpty)
            return null;
        var experiments = context.Payload.Experiments.Concat(context.Payload.FeatureExperiments).ToLookup(experiment => experiment.Key, experiment => experiment.Variations.Length, StringComparer.Ordinal);
        foreach (var (key, index) in context.ForcedVariations.OrderBy(forced => forced.Key, StringComparer.Ordinal))
        {
            if (!experiments.Contains(key))
                return Fault.Input($"{source.Name}: $.forcedVariations: the payload has no experiment `{Columns.Short(key)}`{Nearest.Question(key, experiments.Select(same => same.Key))}");
            if (index < 0 || index >= experiments[key].Max())
                return Fault.Input($"{source.Name}: $.forcedVariations: experiment `{Columns.Short(key)}` has no variation {index}; its indices are 0 to {experiments[key].Max() - 1}");
        }
        return null;
    }
}
