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
            if (each.IsTargeted || each.IsGate || !NeedsNoMore(each, rule) || IsPassedByStored(each))
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

    /// <summary>Whether a rule answers in each bucket, but not users without an attribute that a later rule does not need.</summary>
    public static bool IsByAttribute(WrittenRule before, WrittenRule rule) => before.IsWhole && !NeedsNoMore(before, rule);

    /// <summary>The reason why no user reaches a rule, in words.</summary>
    public static string Reason(ImmutableArray<WrittenRule> by) => $"no user reaches it: {UserProofs.Reason("rule", by)}";

    /// <summary>
    /// Whether each user with the attributes that a later rule needs has those of a rule. Users without the hashed attribute of the later rule have its fallback
    /// attribute, which the rule falls back to in the same cases, if it is the same one.
    /// </summary>
    public static bool NeedsNoMore(WrittenRule before, WrittenRule rule)
    {
        var ((hashed, fallback), (later, laterFallback)) = (HashAttributes.HashedBy(before), HashAttributes.HashedBy(rule));
        if (FiltersOf(before) is null && (hashed is null || (hashed == later && (laterFallback is null || fallback == laterFallback))))
            return true;
        string[] given = [.. FiltersOf(rule) ?? [], .. later is null || laterFallback is not null ? (string[])[] : [later]];
        return (FiltersOf(before)?.All(given.Contains) ?? true) && (hashed is null || given.Contains(hashed) || (hashed == later && fallback == laterFallback));
    }

    /// <summary>The attributes of the filters of a rule; <c>null</c> without filters.</summary>
    private static IEnumerable<string>? FiltersOf(WrittenRule rule) =>
        (rule.Force is { } force ? force.Filters : rule.Experiments is [.., var arm] ? arm.Compiled.Filters : null)?.Select(filter => filter.Attribute);

    private static bool IsPassedByStored(WrittenRule rule) => rule.Experiments is [.., { Compiled: var experiment }] && AnsweringInputs.IsPassedByStored(experiment);
}
