using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// The features, experiments, saved groups and contextual bandits of a GrowthBook SDK connection, compiled once.
/// Immutable: one payload serves any number of contexts, users and threads.
/// </summary>
public sealed partial class Payload
{
    private readonly FeatureTable _features;

    private Payload(
        FeatureTable features, ImmutableArray<CompiledExperiment> experiments,
        SavedGroups savedGroups, string? dateUpdated)
    {
        _features = features;
        CompiledExperiments = experiments;
        SavedGroups = savedGroups;
        DateUpdated = dateUpdated;
    }

    /// <summary>A payload without features.</summary>
    public static Payload Empty { get; } = new(FeatureTable.Empty, [], SavedGroups.Empty, null);

    /// <summary>When the server last changed the payload, as it wrote it (ISO 8601); <c>null</c> where it did not say.</summary>
    public string? DateUpdated { get; }

    /// <summary>The keys of all features, in the payload's order.</summary>
    /// <remarks>To ask for one of them, <see cref="HasFeature"/> does not walk all.</remarks>
    public IReadOnlyCollection<string> FeatureKeys => _features;

    /// <summary>The payload's own experiments: visual changes and redirects, in their order.</summary>
    public ImmutableArray<Experiment> Experiments =>
        CompiledExperiments.Select(experiment => experiment.Source).ToImmutableArray();

    internal ImmutableArray<CompiledExperiment> CompiledExperiments { get; }

    internal SavedGroups SavedGroups { get; }

    /// <summary>Whether there is a feature of that key.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns><c>true</c> where there is.</returns>
    public bool HasFeature(FeatureKey key) => Find(key.ToString()).Exists;

    internal ref readonly Feature Find(string key) => ref _features.Find(key);
}
