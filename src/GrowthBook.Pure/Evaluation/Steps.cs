namespace GrowthBook;

/// <summary>The steps that rules and experiments share, one function each; every one tells the trace what it found.</summary>
internal static class Steps
{
    public static bool MeetsPrerequisite(Prerequisite prerequisite, FeatureResult result, ref EvaluationState state)
    {
        var meets = prerequisite.Condition.Matches(Subject.Prerequisite(result.Value), state.Scope);
        state.Trace?.Step(TraceCheck.Prerequisite, meets,
            ("feature", prerequisite.Key), ("value", result.Value), ("gate", prerequisite.IsGate));
        return meets;
    }

    public static bool MeetsCondition(ConditionNode condition, ref EvaluationState state)
    {
        var meets = condition.Matches(state.User, state.Scope);
        state.Trace?.Step(TraceCheck.Condition, meets);
        return meets;
    }

    /// <summary>Whether the user passes every filter; a user without the attribute, or a hash of unknown version, does not.</summary>
    public static bool PassesFilters(CompiledFilter[] filters, ref EvaluationState state)
    {
        foreach (var filter in filters)
        {
            var attribute = HashAttribute.Of(state.User, filter.Attribute);
            var bucket = attribute.Value is null ? double.NaN : filter.Bucket(Ecma.ToText(attribute.Value));
            var passes = filter.Includes(bucket);
            state.Trace?.Step(TraceCheck.Filter, passes,
                ("attribute", attribute.Name), ("hashValue", attribute.Shown), ("seed", filter.Source.Seed),
                ("bucket", Trace.Bucket(bucket)), ("ranges", Trace.Ranges(filter.Source.Ranges)));
            if (!passes)
                return false;
        }
        return true;
    }

    public static bool IsInRollout(Rollout rollout, ref EvaluationState state)
    {
        if (rollout is { Range: null, Coverage: 0 })
        {
            state.Trace?.Step(TraceCheck.Rollout, false, ("coverage", 0));
            return false;
        }
        var fallback = state.StickyBuckets is null ? null : rollout.FallbackAttribute;
        var attribute = HashAttribute.Of(state.User, rollout.HashAttribute, fallback);
        var bucket = attribute.Value is null ? double.NaN : rollout.Seed.Bucket(Ecma.ToText(attribute.Value));
        var includes = rollout.Includes(bucket);
        state.Trace?.Step(TraceCheck.Rollout, includes,
            ("attribute", attribute.Name), ("hashValue", attribute.Shown), ("seed", rollout.Seed.Seed),
            ("bucket", Trace.Bucket(bucket)),
            rollout.Range is { } range ? ("range", new[] { range.Start, range.End }) : ("coverage", rollout.Coverage));
        return includes;
    }

    public static CompiledExperiment ChooseLeaf(CompiledBandit bandit, ref EvaluationState state)
    {
        var chosen = bandit.Choose(state.User, state.Scope);
        state.Trace?.Step(TraceCheck.BanditLeaf, chosen != bandit.Fallback,
            ("leafId", chosen.Source.ContextualBandit!.LeafId),
            ("weights", ResultJson.Of(chosen.Source.ContextualBandit.VariationWeights)));
        return chosen;
    }
}
