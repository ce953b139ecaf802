using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Measures what happens to the users of the rollouts of a feature.</summary>
internal static class RolloutMeasure
{
    /// <summary>The changes of the rollouts whose users can differ.</summary>
    public static ImmutableArray<RolloutChange> Of(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads) =>
    [
        .. from pair in pairs
           where MeasuredFeature.IsRollout(pair.Old) || MeasuredFeature.IsRollout(pair.New)
           where pair is not ({ } old, { } @new) || payloads.IsAffected(old, @new)
           select Of(pair.Old, pair.New, payloads),
    ];

    private static RolloutChange Of(WrittenRule? old, WrittenRule? @new, PayloadPair payloads)
    {
        var counts = new BigInteger[ChangeClasses.All.Length];
        var isSameValue = old is null || @new is null || (old.Force is not null && @new.Force is not null && old.Json["force"].Equals(@new.Json["force"]));
        var isMeasured = JointMeasure.Each([old?.Answering() ?? Assignment.Empty, @new?.Answering() ?? Assignment.Empty], (outcomes, weight) => counts[(int)((outcomes[0] >= 0, outcomes[1] >= 0) switch
        {
            (false, false) => ChangeClass.Same,
            (true, true) => isSameValue ? ChangeClass.Same : ChangeClass.ValueOnly,
            (true, false) => ChangeClass.Left,
            (false, true) => ChangeClass.Entered,
        })] += weight, payloads.Work);
        var rule = @new ?? old!;
        return new RolloutChange(rule.Id, rule.Index + 1, new ChangeMeasure([.. counts]), [.. Reasons(old, @new, isMeasured, payloads)])
        {
            HashAttributes = HashAttributes.Of(old, @new),
        };
    }

    private static IEnumerable<string> Reasons(WrittenRule? old, WrittenRule? @new, bool isMeasured, PayloadPair payloads)
    {
        if (!isMeasured)
            yield return "too many random inputs for a measure";
        if (old is null || @new is null)
            yield break;
        foreach (var reason in TargetingDifferences.Of(old, @new, payloads))
            yield return reason;
        if (!old.Json["tracks"].Equals(@new.Json["tracks"]))
            yield return "tracks differ, the exposures of other experiments";
    }
}
