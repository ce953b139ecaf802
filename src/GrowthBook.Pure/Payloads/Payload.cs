using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// The features, experiments, saved groups and contextual bandits of a GrowthBook SDK connection, compiled once.
/// Immutable: one payload serves any number of contexts, users and threads.
/// </summary>
public sealed partial class Payload
{
    private readonly Dictionary<string, Feature> _features;

    private Payload(
        Dictionary<string, Feature> features, ImmutableArray<CompiledExperiment> experiments,
        SavedGroups savedGroups, string? dateUpdated)
    {
        _features = features;
        CompiledExperiments = experiments;
        SavedGroups = savedGroups;
        DateUpdated = dateUpdated;
    }

    /// <summary>A payload without features.</summary>
    public static Payload Empty { get; } = new([], [], SavedGroups.Empty, null);

    /// <summary>When the server last changed the payload, as it wrote it (ISO 8601); <c>null</c> where it did not say.</summary>
    public string? DateUpdated { get; }

    /// <summary>The keys of all features, in no particular order.</summary>
    public IReadOnlyCollection<string> FeatureKeys => _features.Keys;

    /// <summary>The payload's own experiments: visual changes and redirects, in their order.</summary>
    public ImmutableArray<Experiment> Experiments =>
        CompiledExperiments.Select(experiment => experiment.Source).ToImmutableArray();

    internal ImmutableArray<CompiledExperiment> CompiledExperiments { get; }

    internal SavedGroups SavedGroups { get; }

    internal bool TryFind(string key, out Feature feature) => _features.TryGetValue(key, out feature);
}
