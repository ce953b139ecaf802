using System.Collections.Immutable;

namespace GrowthBook;

public sealed partial class Payload
{
    /// <summary>
    /// The attributes whose stored assignments an evaluation can need: the hash and fallback attributes of all
    /// experiment rules and of the payload's own experiments.
    /// </summary>
    /// <returns>Names of attributes, each once, in ordinal order.</returns>
    public ImmutableSortedSet<string> StickyBucketAttributes()
    {
        var experiments = _features.Features.ToArray()
            .SelectMany(feature => Enumerable.Range(0, feature.Rules.Count).Select(i => feature.Rules[i].Compiled))
            .OfType<CompiledExperiment>()
            .Concat(CompiledExperiments);
        return experiments
            .SelectMany(experiment => new[] { experiment.HashAttribute, experiment.FallbackAttribute })
            .OfType<string>()
            .ToImmutableSortedSet(StringComparer.Ordinal);
    }
}
