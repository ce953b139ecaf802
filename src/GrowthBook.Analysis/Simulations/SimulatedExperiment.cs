using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>An experiment or rollout whose assignments are counted.</summary>
/// <param name="Feature">The feature's key; <c>null</c> for one of the payload's own experiments.</param>
/// <param name="Rule">The id of the rule; <c>""</c> without one.</param>
/// <param name="Key">The key of the experiment; the feature's key for a rollout.</param>
/// <param name="Leaf">The id of a contextual bandit's leaf.</param>
/// <param name="IsRollout">Whether the rule forces its value for a share of users: arm 0 is out, arm 1 is in.</param>
/// <param name="Arms">The keys of the arms.</param>
/// <param name="Shares">The expected share of each arm among the counted users, exact to the grain of the hash.</param>
internal sealed record SimulatedExperiment(
    string? Feature, string Rule, string Key, int? Leaf, bool IsRollout, ImmutableArray<string> Arms, ImmutableArray<double> Shares)
{
    private static readonly ImmutableArray<string> RolloutArms = ["out", "in"];

    /// <summary>Why the shares are not known, or only estimates; <c>null</c> for exact ones. Default: they are exact.</summary>
    public string? Reason { get; init; }

    /// <summary>The attributes whose values decide the arm. Default: none are known.</summary>
    public ImmutableArray<string> Attributes { get; init; } = [];

    /// <summary>The experiment of a rule, or of a leaf of its bandit.</summary>
    public static SimulatedExperiment Of(WrittenFeature? feature, WrittenRule rule, ExperimentArm arm, SharesMeasure measure)
    {
        var shares = measure.Of(feature, rule, arm);
        return new SimulatedExperiment(feature?.Key, rule.Id, arm.Compiled.Source.Key, arm.Leaf, false, ExperimentMeasure.KeysOf(arm.Compiled), shares.OfIncluded)
        {
            Reason = shares.Inexact,
            Attributes = [arm.Compiled.HashAttribute],
        };
    }

    /// <summary>The rollout of a rule; <c>null</c> for a rule without one.</summary>
    public static SimulatedExperiment? Rollout(WrittenFeature feature, WrittenRule rule, SharesMeasure measure)
    {
        if (!MeasuredFeature.IsRollout(rule))
            return null;
        var shares = measure.OfRollout(feature, rule);
        return new SimulatedExperiment(feature.Key, rule.Id, feature.Key, null, true, RolloutArms, shares.OfIncluded)
        {
            Reason = shares.Inexact,
            Attributes = [.. rule.Answering().Factors.Select(factor => factor.Source.Attribute)],
        };
    }

    /// <summary>The description as JSON: <c>{"feature","rule","key","rollout"?,"leaf"?,"arms","shares","attributes"?,"reason"?}</c>.</summary>
    public Value.Object ToValue()
    {
        var members = new List<KeyValuePair<string, Value>> { new("feature", Feature is null ? Value.Null.Instance : Feature), new("rule", Rule), new("key", Key) };
        if (IsRollout)
            members.Add(new("rollout", true));
        if (Leaf is { } leaf)
            members.Add(new("leaf", leaf));
        members.Add(new("arms", new Value.Array(Arms.Select(arm => (Value)arm))));
        members.Add(new("shares", new Value.Array(Shares.Select(share => (Value)share))));
        if (!Attributes.IsEmpty)
            members.Add(new(SharedValues.Attributes, new Value.Array(Attributes.Select(attribute => (Value)attribute))));
        if (Reason is not null)
            members.Add(new(CountedRows.Reason, Reason));
        return new Value.Object(members);
    }
}
