using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>One experiment in two payloads.</summary>
/// <param name="Feature">The feature's key; <c>null</c> for one of the payload's own experiments.</param>
/// <param name="OldRule">The rule before; <c>null</c> if it is new.</param>
/// <param name="NewRule">The rule after; <c>null</c> if it is removed.</param>
/// <param name="Old">The experiment before; <c>null</c> if it is new.</param>
/// <param name="New">The experiment after; <c>null</c> if it is removed.</param>
/// <param name="Leaf">The id of a contextual bandit's leaf.</param>
/// <param name="Earlier">The rules before the experiment that decide whom it sees.</param>
internal sealed record ExperimentPair(
    string? Feature, WrittenRule? OldRule, WrittenRule? NewRule, CompiledExperiment? Old, CompiledExperiment? New, int? Leaf, EarlierRules Earlier)
{
    /// <summary>The id of no leaf.</summary>
    private const long NoLeaf = long.MinValue;

    /// <summary>The reason why shares are expected ones: they are measured, but not exact.</summary>
    public const string ExpectedShares = "the seed or the hash version differs, so that the shares are expected ones";

    /// <summary>The reason why a share of other values is the largest one: later rules can give the same value.</summary>
    public const string LaterValues = "variations are passed through only before or only after, so that later rules decide the value";

    /// <summary>The reason why exposures of features that an experiment requires can be lost.</summary>
    public const string OtherPrerequisites = "other users can evaluate the features that it requires, whose experiments lose exposures of those who no longer do";

    /// <summary>The reason why exposures of features that an experiment requires can be new.</summary>
    public const string NewPrerequisites = "other users can evaluate the features that it requires, whose experiments expose those who newly do";

    private static readonly ChangeMeasure Unchanged = ChangeMeasure.Of(ChangeClass.Same);

    public WrittenRule Rule => NewRule ?? OldRule!;

    public string Key => (New ?? Old)!.Source.Key;

    /// <summary>The experiments of a pair of rules: one, or one per leaf of a contextual bandit.</summary>
    public static IEnumerable<ExperimentPair> Of(string? feature, WrittenRule? old, WrittenRule? @new, EarlierRules earlier)
    {
        var (before, after) = (ArmsOf(old), ArmsOf(@new));
        var byLeaf = before.GroupBy(arm => arm.Leaf ?? NoLeaf).ToDictionary(same => same.Key, same => same.First().Compiled);
        foreach (var arm in after)
            yield return new ExperimentPair(feature, old, @new, byLeaf.GetValueOrDefault(arm.Leaf ?? NoLeaf), arm.Compiled, arm.Leaf, earlier);
        var kept = after.Select(arm => arm.Leaf).ToHashSet();
        foreach (var arm in before.Where(arm => !kept.Contains(arm.Leaf)))
            yield return new ExperimentPair(feature, old, @new, arm.Compiled, null, arm.Leaf, earlier);
    }

    /// <summary>The change of an experiment that is the same, and that sees the same users.</summary>
    public static IEnumerable<ExperimentChange> Same(string? feature, WrittenRule rule)
    {
        var hashed = HashAttributes.Of(null, rule);
        return rule.Experiments.Select(arm => new ExperimentChange(feature, rule.Id, arm.Compiled.Source.Key, arm.Leaf, Unchanged, []) { HashAttributes = hashed });
    }

    public ExperimentChange Measure(PayloadPair payloads, DiffOptions options)
    {
        var values = new VariationValues(Old, New, Feature is null ? null : (PassedValue(payloads.Old, OldRule), PassedValue(payloads.New, NewRule)));
        var stored = Old is null || New is null || !(options.AssumesStoredAssignments || payloads.HasOtherAssignments(Old, New)) ? null : new StoredAssignments(Old, New);
        var assumed = options.AssumesStoredAssignments ? stored : null;
        var measure = new ExperimentMeasure(Old, New, Earlier, values, assumed, assumed?.Passing(Feature is not null), payloads.Work);
        if (Earlier.IsUnreached)
            return Change(Unchanged, []);
        var shares = measure.Of();
        ImmutableArray<string> reasons = [.. Earlier.Reasons, .. TargetingDifferences.Of(this, payloads).Select(difference => difference.Reason), .. stored?.Reasons(options.AssumesStoredAssignments) ?? []];
        if (Feature is null && OldRule is not null && payloads.Losses.CanLose(OldRule, NewRule))
            reasons = reasons.Add(OtherPrerequisites);
        if (Feature is null && NewRule is not null && payloads.Gains.CanLose(NewRule, OldRule))
            reasons = reasons.Add(NewPrerequisites);
        if (values.HasUnknown)
            reasons = reasons.Add(LaterValues);
        if (shares is null)
            reasons = reasons.Add(measure.Refusal!);
        else if (shares.HasChange && measure.InexactReason is { } inexact)
            reasons = reasons.Add(inexact);
        return Change(shares ?? ChangeMeasure.Empty, reasons);

        ExperimentChange Change(ChangeMeasure shares, ImmutableArray<string> reasons) => new(Feature, Rule.Id, Key, Leaf, shares, reasons) { HashAttributes = HashAttributes.Of(OldRule, NewRule) };
    }

    /// <summary>The value of users whom the rule passes through: the default value after the last rule; <c>null</c> if later rules decide.</summary>
    private Value? PassedValue(WrittenPayload payload, WrittenRule? rule) =>
        rule is not null && payload.Parts.Find(Feature!) is { } feature && ReferenceEquals(feature.Rules[^1], rule) ? feature.DefaultValue : null;

    private static ImmutableArray<ExperimentArm> ArmsOf(WrittenRule? rule) => rule?.Experiments ?? [];
}
