using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The attributes whose stored assignments an evaluation can need.</summary>
internal static class StickyBucketAttributes
{
    /// <summary>The hash and fallback attributes of all experiment rules and of the payload's own experiments.</summary>
    /// <returns>Names, each once, in ordinal order.</returns>
    public static ImmutableArray<string> Of(FeatureTable features, ImmutableArray<PageExperiment> experiments)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < features.EntryCount; number++)
        {
            ref readonly var feature = ref features[number];
            for (var i = 0; i < feature.Rules.Count; i++)
            {
                if (feature.Rules[i] is Rule.Experiment rule)
                    Add(rule.Compiled);
            }
        }
        foreach (var experiment in experiments)
            Add(experiment.Experiment);
        return [.. names];

        void Add(CompiledExperiment experiment)
        {
            names.Add(experiment.HashAttribute);
            if (experiment.FallbackAttribute is { } fallback)
                names.Add(fallback);
        }
    }
}
