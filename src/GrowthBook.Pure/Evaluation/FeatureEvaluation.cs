using System.Runtime.CompilerServices;

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
            state.Trace?.LeaveFeature(immediate, default);
            return immediate;
        }
        return Walk(feature, ref state);
    }

    /// <summary>The result of a prerequisite; its effects are added to the state.</summary>
    private static FeatureResult Evaluate(Prerequisite prerequisite, ref EvaluationState state)
    {
        ref readonly var feature = ref prerequisite.Feature;
        return feature.Exists && state.Trace is null && state.Context.ForcedFeatureValues.Count == 0
            ? Walk(feature, ref state)
            : Evaluate(prerequisite.Key, ref state);
    }

    /// <summary>The result that the feature's rules give; its effects are added to the state.</summary>
    /// <remarks>
    /// By itself: what is inlined into it would use up the compiler's patience with its caller, which then copies the effects
    /// through calls.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FeatureResult Walk(in Feature feature, ref EvaluationState state)
    {
        // Rules without prerequisites need no frame, which would be a quarter of what most evaluations cost.
        var rules = feature.Rules;
        var first = 0;
        for (; first < rules.Count && rules[first].Prerequisites.Length == 0; first++)
        {
            state.Trace?.EnterRule();
            if (rules[first].Answer(in feature, ref state) is { } answer)
                return Finish(feature, answer, ref state);
        }
        return first == rules.Count ? Finish(feature, feature.Default, ref state) : Walk(feature, first, ref state);
    }

    private static FeatureResult Walk(in Feature feature, int first, ref EvaluationState state)
    {
        var frame = new FeatureFrame(feature, first);
        FeatureResult? prerequisite = null;
        while (true)
        {
            var answer = frame.Advance(prerequisite, ref state, out var needed);
            if (answer is not null)
                return Finish(feature, answer, ref state);
            if (!state.TryFollow(feature.Key, needed!.Key))
                return feature.Default.Result; // never seen: the caller starts again
            prerequisite = Evaluate(needed, ref state);
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

        feature = state.Context.Payload.Find(key);
        if (feature.Exists)
            return null;
        var unknown = new FeatureResult(Value.Null.Instance, FeatureResultSource.UnknownFeature);
        state.Report(new Effect.FeatureEvaluated(key, unknown));
        return unknown;
    }

    public static FeatureResult Finish(in Feature feature, Effect.FeatureEvaluated answer, ref EvaluationState state)
    {
        state.Report(answer);
        state.Trace?.LeaveFeature(answer.Result, feature.Rules);
        return answer.Result;
    }
}
