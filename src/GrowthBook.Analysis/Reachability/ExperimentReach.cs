namespace GrowthBook.Analysis;

/// <summary>Proves that no user is in an experiment by the attributes that its condition, and the rules before it, test.</summary>
internal static class ExperimentReach
{
    /// <summary>Why no user reaches an experiment; <c>null</c> without a proof for all users.</summary>
    /// <param name="proofs">The proofs of the payload.</param>
    /// <param name="source">The payload.</param>
    /// <param name="feature">The feature; <c>null</c> for one of the payload's own experiments.</param>
    /// <param name="rule">The rule of the experiment.</param>
    public static string? NoUserReason(ReachProofs proofs, PayloadSource source, WrittenFeature? feature, WrittenRule rule)
    {
        if (feature is null)
            return source.PageExperiments.FirstOrDefault(each => each.Node.Value.Equals(rule.Json)) is { } own && proofs.Of(own) is (RuleReach.Never, false, var never) ? never : null;
        return source.Feature(feature.Key) is { } written
            && proofs.Of(written).FirstOrDefault(verdict => verdict.Rule.Index == rule.Index) is { Reach: RuleReach.Never or RuleReach.Shadowed, ExceptLists: false, Reason: var reason } ? reason : null;
    }

    /// <summary>The same for a payload without places.</summary>
    public static string? NoUserReason(WrittenParts parts, WrittenFeature? feature, WrittenRule rule)
    {
        var source = PartSource.Of(parts, feature, rule);
        return NoUserReason(new ReachProofs(source), source, feature, rule);
    }
}
