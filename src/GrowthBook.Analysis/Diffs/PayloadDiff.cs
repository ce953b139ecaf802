using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The difference between two payloads, without users: by measure, by proof, and by structure.</summary>
/// <param name="Old">The hash of the old payload.</param>
/// <param name="New">The hash of the new payload.</param>
/// <param name="Experiments">All experiments of both payloads, in the order of the new one.</param>
/// <param name="Features">The features that differ.</param>
/// <param name="Others">The members that differ outside of features: saved groups and the payload's own experiments.</param>
public sealed record PayloadDiff(
    string Old, string New, ImmutableArray<ExperimentChange> Experiments, ImmutableArray<FeatureChange> Features, ImmutableArray<Edit> Others)
{
    /// <summary>Whether each user in an experiment is assumed to have a stored assignment, as <see cref="DiffOptions.AssumesStoredAssignments"/>. Default: no.</summary>
    public bool AssumesStoredAssignments { get; init; }

    /// <summary>Whether the application has sticky buckets, as <see cref="DiffOptions.HasStickyBuckets"/>. Default: not known.</summary>
    public bool? HasStickyBuckets { get; init; }

    /// <summary>Whether anything differs that evaluation can see.</summary>
    public bool HasChange => !Features.IsEmpty || !Others.IsEmpty || Experiments.Any(experiment => experiment.HasChange);

    /// <summary>The member of a difference that assumes stored assignments.</summary>
    internal const string StoredAssumption = "assumesStoredAssignments";

    /// <summary>All edits: those of features, then the others.</summary>
    public IEnumerable<Edit> Edits => Features.SelectMany(feature => feature.Edits).Concat(Others);

    /// <summary>The attributes that experiments and rollouts hash that differ.</summary>
    internal ImmutableArray<string> HashAttributes => [.. Experiments.Where(experiment => experiment.HasChange).SelectMany(experiment => experiment.HashAttributes)
        .Concat(Features.SelectMany(feature => feature.Rollouts).SelectMany(rollout => rollout.HashAttributes)).Distinct(StringComparer.Ordinal)];

    /// <summary>The difference as JSON: <c>{"kind":"diff","schemaVersion":1,"old","new","assumesStoredAssignments"?,"stickyBuckets"?,"experiments","features","others"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("kind", "diff"),
        new("schemaVersion", 1),
        new("old", Old),
        new("new", New),
        .. AssumesStoredAssignments ? (KeyValuePair<string, Value>[])[new(StoredAssumption, true)] : [],
        .. StickyBucketing.MembersOf(HasStickyBuckets),
        new("experiments", new Value.Array(Experiments.Select(experiment => (Value)experiment.ToValue()))),
        new("features", new Value.Array(Features.Select(feature => (Value)feature.ToValue()))),
        new("others", new Value.Array(Others.Select(edit => (Value)edit.ToValue()))),
    ]);
}
