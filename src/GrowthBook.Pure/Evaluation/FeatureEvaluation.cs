namespace GrowthBook;

/// <summary>
/// Evaluates a feature with its prerequisites on the call stack. There are rarely more than a few; when they are many
/// or deep, or form a cycle, the evaluation starts again as a <see cref="LargeEvaluation"/>, which is safe because
/// nothing has happened yet: the effects are data.
/// </summary>
internal static class FeatureEvaluation
{
    /// <summary>The result of a feature; its effects are added to the state.</summary>
    public static FeatureResult Evaluate(string key, ref EvaluationState state)
    {
        if (state.Large is { } large)
            return large.Evaluate(key, ref state);

        state.Trace?.EnterFeature(key);
        if (WithoutRules(key, ref state, out var feature) is { } immediate)
        {
            state.Trace?.LeaveFeature(immediate, []);
            return immediate;
        }
        var frame = new FeatureFrame(feature);
        FeatureResult? prerequisite = null;
        while (true)
        {
            var answer = frame.Advance(prerequisite, ref state, out var needed);
            if (answer is not null)
                return Finish(frame.Feature, answer, ref state);
            if (!state.TryFollow(frame.Feature.Key, needed!.Key))
                return feature.Default.Result; // never seen: the caller starts again
            prerequisite = Evaluate(needed.Key, ref state);
            if (state.IsExhausted)
                return prerequisite;
            state.Return();
        }
    }

    /// <summary>The result of a feature that is forced or unknown; otherwise <c>null</c>, and the feature.</summary>
    public static FeatureResult? WithoutRules(string key, ref EvaluationState state, out Feature feature)
    {
        feature = default;
        if (state.Context.ForcedFeatureValues is { Count: > 0 } forced && forced.Find(key) is { } value)
            return new FeatureResult(value, FeatureResultSource.Override);

        if (state.Context.Payload.TryFind(key, out feature))
            return null;
        var unknown = new FeatureResult(Value.Null.Instance, FeatureResultSource.UnknownFeature);
        state.Report(new Effect.FeatureEvaluated(key, unknown));
        return unknown;
    }

    public static FeatureResult Finish(Feature feature, Effect.FeatureEvaluated answer, ref EvaluationState state)
    {
        state.Report(answer);
        state.Trace?.LeaveFeature(answer.Result, feature.Rules);
        return answer.Result;
    }
}
