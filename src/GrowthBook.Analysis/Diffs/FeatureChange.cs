using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>What a change does to one feature.</summary>
/// <param name="Key">The feature's key.</param>
/// <param name="Kind">Whether the feature is new, gone, written differently, or affected by another part.</param>
/// <param name="Edits">The members that differ.</param>
/// <param name="Rollouts">The rollouts whose users differ.</param>
public sealed record FeatureChange(string Key, FeatureChangeKind Kind, ImmutableArray<Edit> Edits, ImmutableArray<RolloutChange> Rollouts)
{
    /// <summary>
    /// Whether the shares of the feature's experiments and rollouts are all that the change does to users. Default: yes. The default value and other
    /// rules have no measure.
    /// </summary>
    public bool IsMeasured { get; init; } = true;

    /// <summary>
    /// Whether the features that this one requires can only let users enter its rules: no prerequisite is met by a value that users have before they enter a rule of the
    /// required feature, and not by one that they have after. Default: yes, as without prerequisites that differ.
    /// </summary>
    public bool EntersOnly { get; init; } = true;

    /// <summary>
    /// The exposures that users of this feature can lose of experiments that its own rules do not run, which no measure has. Default: none.
    /// </summary>
    public ImmutableArray<OtherExposures> LostExposures { get; init; } = [];

    /// <summary>
    /// The exposures that users of this feature can gain of experiments that its own rules do not run, which no measure has: the losses of the opposite change. Default: none.
    /// Users of <c>tracks</c> who only enter a rollout are in its measure.
    /// </summary>
    public ImmutableArray<OtherExposures> GainedExposures { get; init; } = [];

    /// <summary>
    /// The keys of experiments that several rules run or track, and of which users of this feature can get another variation or value by another one of these rules, which no
    /// measure has; the first 10. Default: none.
    /// </summary>
    public ImmutableArray<string> SharedExperiments { get; init; } = [];

    /// <summary>Whether <see cref="SharedExperiments"/> has all of them. Default: yes. Not if there are more than 10.</summary>
    public bool HasAllSharedExperiments { get; init; } = true;

    /// <summary>Whether only users can tell what the change does to them: not all of it is measured, or not exactly.</summary>
    internal bool NeedsUsers => !IsMeasured || Rollouts.Any(rollout => !rollout.IsExact);

    /// <summary>The change as JSON: <c>{"feature","change","measured","entersOnly","lostExposures"?,"gainedExposures"?,"sharedExperiments"?,"allSharedExperiments"?,"edits","rollouts"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("feature", Key),
        new("change", Kind.ToName()),
        new("measured", IsMeasured),
        new("entersOnly", EntersOnly),
        .. LostExposures.IsEmpty ? (KeyValuePair<string, Value>[])[] : [new("lostExposures", new Value.Array(LostExposures.Select(loss => (Value)loss.ToValue())))],
        .. GainedExposures.IsEmpty ? (KeyValuePair<string, Value>[])[] : [new("gainedExposures", new Value.Array(GainedExposures.Select(gain => (Value)gain.ToValue())))],
        .. SharedExperiments.IsEmpty ? (KeyValuePair<string, Value>[])[] : [new("sharedExperiments", new Value.Array(SharedExperiments.Select(key => (Value)key)))],
        .. HasAllSharedExperiments ? (KeyValuePair<string, Value>[])[] : [new("allSharedExperiments", false)],
        new("edits", new Value.Array(Edits.Select(edit => (Value)edit.ToValue()))),
        new("rollouts", new Value.Array(Rollouts.Select(rollout => (Value)rollout.ToValue()))),
    ]);
}

/// <summary>What happens to the users of a rule that forces its value for a share of users.</summary>
/// <param name="Rule">The id of the rule; <c>""</c> without one.</param>
/// <param name="Number">The place of the rule in its feature, from 1; in the old payload for a removed rule.</param>
/// <param name="Measure">The measure of each class: entered, left, value only, same.</param>
/// <param name="Reasons">Why the measure is not exact; empty for an exact one.</param>
public sealed record RolloutChange(string Rule, int Number, ChangeMeasure Measure, ImmutableArray<string> Reasons)
{
    /// <summary>Whether random inputs alone decide what changes.</summary>
    public bool IsExact => Reasons.IsEmpty;

    /// <summary>The attributes that the rollout and its filters hash, before or after. Default: none.</summary>
    public ImmutableArray<string> HashAttributes { get; init; } = [];

    /// <summary>The change as JSON: <c>{"rule","number","exact","shares","hashAttributes","reasons"?}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new Value.Object(
        [
            new("rule", Rule), new("number", Number), new("exact", IsExact), new("shares", Measure.SharesToValue()),
            new("hashAttributes", new Value.Array(HashAttributes.Select(attribute => (Value)attribute))),
        ]);
        return IsExact ? members : members.With("reasons", new Value.Array(Reasons.Select(reason => (Value)reason)));
    }
}

/// <summary>The kinds of changes of a feature.</summary>
public enum FeatureChangeKind
{
    /// <summary>The feature is new.</summary>
    Added,

    /// <summary>The feature is gone.</summary>
    Removed,

    /// <summary>The feature is written differently, or a saved group or a bandit that it uses.</summary>
    Changed,

    /// <summary>The feature is the same, but a prerequisite can have another result.</summary>
    Affected,
}

/// <summary>The names of <see cref="FeatureChangeKind"/> in JSON.</summary>
public static class FeatureChangeKinds
{
    /// <summary>Returns the name in JSON, such as <c>added</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The name.</returns>
    public static string ToName(this FeatureChangeKind kind) => kind switch
    {
        FeatureChangeKind.Added => "added",
        FeatureChangeKind.Removed => "removed",
        FeatureChangeKind.Changed => "changed",
        FeatureChangeKind.Affected => "affected",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
