using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>
/// Measures what happens to the users of the rollouts of a feature. A rule before it that differs takes users from a rollout, unless it forces the same
/// value.
/// </summary>
internal static class RolloutMeasure
{
    /// <summary>The changes of the rollouts whose users can differ.</summary>
    public static ImmutableArray<RolloutChange> Of(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads, bool isSticky)
    {
        var (firstOld, firstNew) = (FirstEdited(pairs, pair => pair.Old, payloads), FirstEdited(pairs, pair => pair.New, payloads));
        return
        [
            .. from pair in pairs
               where MeasuredFeature.IsRollout(pair.Old) || MeasuredFeature.IsRollout(pair.New)
               let isAffected = pair is not ({ } old, { } @new) || payloads.IsAffected(old, @new)
               where isAffected || pair.Old!.Index > firstOld || pair.New!.Index > firstNew
               let change = Of(pair.Old, pair.New, new EarlierRules(payloads, pairs, pair.Old, pair.New, isSticky), payloads)
               where isAffected || !change.IsExact || change.Measure.Share(ChangeClass.Same) < 1
               select change,
        ];
    }

    /// <summary>The index of the first rule of a payload that differs; that of no rule if none does.</summary>
    private static int FirstEdited(
        ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, Func<(WrittenRule? Old, WrittenRule? New), WrittenRule?> side, PayloadPair payloads) =>
        pairs.Where(pair => pair is not ({ } old, { } @new) || payloads.IsEdited(old, @new)).Select(side).Where(rule => rule is not null).Min(rule => (int?)rule!.Index) ?? int.MaxValue;

    private static RolloutChange Of(WrittenRule? old, WrittenRule? @new, EarlierRules earlier, PayloadPair payloads)
    {
        var counts = new BigInteger[ChangeClasses.All.Length];
        var isSameValue = old is null || @new is null || (old.Force is not null && @new.Force is not null && old.Json["force"].Equals(@new.Json["force"]));
        Assignment[] assignments = [old?.Answering() ?? Assignment.Empty, @new?.Answering() ?? Assignment.Empty, .. earlier.Assignments];
        var answered = BigInteger.Zero;
        var refusal = JointMeasure.Visit(assignments, Add, payloads.Work);
        if (refusal is null && counts.All(count => count.IsZero))
            counts[(int)ChangeClass.Same] = 1; // earlier rules answer all users, before and after
        var (rule, shares) = (@new ?? old!, new ChangeMeasure([.. counts]));
        var inexact = shares.HasChange ? earlier.InexactReason(assignments, EarlierRules.SeenShare(counts, answered)) : null;
        return new RolloutChange(rule.Id, rule.Index + 1, shares, earlier.IsUnreached ? [] : [.. Reasons(old, @new, earlier, refusal, payloads), .. inexact is null ? (string[])[] : [inexact]])
        {
            HashAttributes = HashAttributes.Of(old, @new),
        };

        void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
        {
            var (before, after) = earlier.HaveValue(outcomes[2..]);
            if (before is not null && after is not null)
            {
                answered += weight; // the rollout cannot see the user
                return;
            }
            counts[(int)((before is null && outcomes[0] >= 0, after is null && outcomes[1] >= 0) switch
            {
                (false, false) => ChangeClass.Same,
                (true, false) when after is not true => ChangeClass.Left,
                (false, true) when before is not true => ChangeClass.Entered,
                _ => isSameValue ? ChangeClass.Same : ChangeClass.ValueOnly,
            })] += weight;
        }
    }

    private static IEnumerable<string> Reasons(WrittenRule? old, WrittenRule? @new, EarlierRules earlier, string? refusal, PayloadPair payloads)
    {
        if (refusal is not null)
            yield return refusal;
        foreach (var reason in earlier.Reasons)
            yield return reason;
        if (old is null || @new is null)
            yield break;
        foreach (var reason in TargetingDifferences.Of(old, @new, payloads))
            yield return reason;
        if (!old.Json["tracks"].Equals(@new.Json["tracks"]))
            yield return "tracks differ, the exposures of other experiments";
        if (old.Force?.Rollout is { } before && @new.Force?.Rollout is { } after && before.FallbackAttribute != after.FallbackAttribute)
            yield return "fallbackAttribute differs";
    }
}
