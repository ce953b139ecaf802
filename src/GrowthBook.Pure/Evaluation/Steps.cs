namespace GrowthBook;

/// <summary>The steps that rules and experiments share, one function each; each records what it found in the trace.</summary>
internal static class Steps
{
    /// <summary>What a trace says needs the steps of hashing a long identifier.</summary>
    public const string Hashing = "hashAttribute";

    public static bool MeetsPrerequisite(Prerequisite prerequisite, FeatureResult result, ref EvaluationState state)
    {
        var value = Subject.Prerequisite(result.Value);
        var outer = state.Scope.EnterSubject();
        var meets = state.Trace is { } trace
            ? trace.Prerequisite(prerequisite, result, value, ref state.Scope)
            : prerequisite.Condition.Matches(value, ref state.Scope);
        state.Scope.LeaveSubject(outer);
        return meets;
    }

    public static bool MeetsCondition(ConditionNode condition, ref EvaluationState state) => state.Trace is { } trace
        ? trace.Condition(condition, state.User, ref state.Scope)
        : condition.Matches(state.User, ref state.Scope);

    /// <summary>Whether the user passes every filter; a user without the attribute, or a hash of unknown version, does not.</summary>
    public static bool PassesFilters(CompiledFilter[] filters, ref EvaluationState state)
    {
        for (var i = 0; i < filters.Length; i++)
        {
            var filter = filters[i];
            var attribute = HashAttribute.Of(state.User, filter.Attribute);
            if (Bucket(filter.Seed, attribute, ref state) is not { } bucket)
                return false;
            var passes = filter.Includes(bucket);
            state.Trace?.Filter(i, filter, attribute, bucket, passes);
            if (!passes)
                return false;
        }
        return true;
    }

    public static bool IsInRollout(Rollout rollout, ref EvaluationState state)
    {
        if (rollout is { Range: null, Coverage: 0 })
        {
            state.Trace?.RolloutExcludesAll();
            return false;
        }
        var fallback = state.StickyBuckets is null ? null : rollout.FallbackAttribute;
        var attribute = HashAttribute.Of(state.User, rollout.HashAttribute, fallback);
        if (Bucket(rollout.Seed, attribute, ref state) is not { } bucket)
            return false;
        var includes = rollout.Includes(bucket);
        state.Trace?.Rollout(rollout, attribute, attribute.StickyFallback(rollout.FallbackAttribute, state), bucket, includes);
        return includes;
    }

    public static CompiledExperiment ChooseLeaf(CompiledBandit bandit, ref EvaluationState state)
    {
        state.Trace?.Enter();
        var chosen = bandit.Choose(state.User, ref state.Scope);
        state.Trace?.LeaveBanditLeaf(chosen.Source.ContextualBandit!, chosen != bandit.Fallback);
        return chosen;
    }

    /// <summary>The bucket of a user; NaN for one without the attribute, <c>null</c> without the steps to hash it.</summary>
    private static double? Bucket(HashSeed seed, in HashAttribute attribute, ref EvaluationState state) =>
        attribute.Value is not { } value ? double.NaN
        : state.Scope.ReadText(value, Hashing) is { } id ? seed.Bucket(id)
        : null;
}
