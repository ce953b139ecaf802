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
        if (!pairs.Any(IsOfRollout))
            return [];
        var moved = MovedItems.RulesOf(pairs);
        var different = pairs.Where(pair => pair is not ({ } old, { } @new) || moved.Contains(@new) || payloads.IsEdited(old, @new)).ToArray();
        var (firstOld, firstNew) = (WrittenRule.IndexOfFirst(different.Select(pair => pair.Old)), WrittenRule.IndexOfFirst(different.Select(pair => pair.New)));
        return
        [
            .. from pair in pairs
               where IsOfRollout(pair)
               let isAffected = pair is not ({ } old, { } @new) || payloads.IsAffected(old, @new)
               where isAffected || moved.Contains(pair.New!) || pair.Old!.Index > firstOld || pair.New!.Index > firstNew
               let change = Of(pair.Old, pair.New, new EarlierRules(payloads, pairs, pair.Old, pair.New, isSticky), payloads)
               where isAffected || !change.IsExact || change.Measure.Share(ChangeClass.Same) < 1
               select change,
        ];
    }

    private static bool IsOfRollout((WrittenRule? Old, WrittenRule? New) pair) => MeasuredFeature.IsRollout(pair.Old) || MeasuredFeature.IsRollout(pair.New);

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
        if (old.Force?.Rollout is not null && @new.Force?.Rollout is not null && payloads.HasOtherFallback(old, @new))
            yield return "fallbackAttribute differs";
    }
}
