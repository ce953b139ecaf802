using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Decides whether rules answer each user whom a later rule can see: without targeting, in each bucket, and by attributes that the later rule needs too.
/// Together they do so if they have all buckets of one input.
/// </summary>
internal static class WholeRules
{
    /// <summary>The rules that answer each user of a later rule; empty if some user may reach it.</summary>
    /// <param name="before">The rules before it, in order.</param>
    /// <param name="rule">The later rule.</param>
    /// <param name="work">The steps that are left.</param>
    public static ImmutableArray<WrittenRule> Answering(IEnumerable<WrittenRule> before, WrittenRule rule, WorkLimit work)
    {
        var known = new Dictionary<BucketSource, List<(WrittenRule Rule, BucketMap Map)>>();
        foreach (var each in before)
        {
            if (each.IsTargeted || each.IsGate || !HashAttributes.NeedsNoMore(each, rule) || IsPassedByStored(each))
                continue;
            if (each.IsWhole)
                return [each];
            var varying = each.Answering().Factors.RemoveAll(factor => factor.Map.IsConstant && factor.Map.Arms[0] >= 0);
            if (varying is not [var only] || !only.Map.Arms.Any(arm => arm >= 0))
                continue;
            if (!known.TryGetValue(only.Source, out var same))
                known.Add(only.Source, same = []);
            if (!work.TryTake(only.Map.Starts.Length))
                return [];
            same.Add((each, only.Map));
        }
        return known.Values.FirstOrDefault(same => BucketMap.CoverAll([.. same.Select(each => each.Map)])) is { } all ? [.. all.Select(each => each.Rule)] : [];
    }

    /// <summary>The reason why no user reaches a rule, in words.</summary>
    public static string Reason(ImmutableArray<WrittenRule> by) => $"no user reaches it: {UserProofs.Reason("rule", by)}";

    private static bool IsPassedByStored(WrittenRule rule) => rule.Experiments is [.., { Compiled: var experiment }] && AnsweringInputs.IsPassedByStored(experiment);
}
