using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>
/// Evaluates a feature with its prerequisites: the one driver of evaluation. Its stack is explicit, so that prerequisites
/// need no recursion.
/// </summary>
internal static class FeatureEvaluation
{
    /// <summary>The result of a feature by key; its effects are added to the state.</summary>
    public static FeatureResult Evaluate(string key, ref EvaluationState state) =>
        Evaluate(key, state.Context.Payload.Features.NumberOf(key), ref state);

    /// <summary>The result of a feature by key and number; its effects are added to the state.</summary>
    public static FeatureResult Evaluate(string key, int number, ref EvaluationState state) =>
        Immediate(key, number, ref state) ?? Walk(number, ref state);

    /// <summary>The result of a prerequisite of an experiment; its effects are added to the state.</summary>
    public static FeatureResult Evaluate(Prerequisite prerequisite, ref EvaluationState state)
    {
        state.CountPrerequisite();
        return prerequisite.Number == Prerequisite.ByKey
            ? Evaluate(prerequisite.Key, ref state)
            : Evaluate(prerequisite.Key, prerequisite.Number, ref state);
    }

    /// <summary>The result that the rules of a feature give; its effects are added to the state.</summary>
    /// <remarks>Not inlined: otherwise the JIT exceeds its inlining budget in the caller and copies effects through calls.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FeatureResult Walk(int number, ref EvaluationState state)
    {
        var mark = state.Begin(number); // before the first rule: its assignments can drop results
        var rule = 0;
        if (WalkWithoutPrerequisites(number, ref rule, ref state) is not { } result)
            return WalkWithPrerequisites(new FeatureFrame(number, rule, mark), ref state);
        state.Keep(number, result, mark);
        return result;
    }

    /// <summary>Whether nothing but its rules decides about a feature, as nearly always: then there is no immediate result.</summary>
    private static bool NeedsOnlyRules(int number, in EvaluationState state) =>
        state.Memo is null && state.Trace is null && state.Context.ForcedFeatureValues.Count == 0 && state.Context.Payload.Features[number].Exists;

    /// <summary>The result of a feature that needs no rules: memoised, forced or unknown; otherwise <c>null</c>.</summary>
    private static FeatureResult? Immediate(string key, int number, ref EvaluationState state)
    {
        if (state.Memo?.Find(number, state) is { } known)
            return known;
        state.Trace?.EnterFeature(key);
        FeatureResult result;
        if (state.Context.ForcedFeatureValues is { Count: > 0 } forced && forced.Find(key) is { } value)
        {
            result = new FeatureResult(value, FeatureResultSource.Override);
        }
        else if (number < 0 || !state.Context.Payload.Features[number].Exists)
        {
            result = Unknown(key, number, ref state);
        }
        else
        {
            return null;
        }
        state.Trace?.LeaveFeature(result, default);
        return result;
    }

    private static FeatureResult Unknown(string key, int number, ref EvaluationState state)
    {
        var result = new FeatureResult(Value.Null.Instance, FeatureResultSource.UnknownFeature);
        var mark = number < 0 ? EvaluationMemo.BeforeMemo : state.Begin(number);
        state.Report(new Effect.FeatureEvaluated(key, result));
        if (number >= 0)
            state.Keep(number, result, mark);
        return result;
    }

    /// <summary>
    /// Evaluates rules up to the first one that has prerequisites. Most features need no more, and so no frame, which would
    /// be a quarter of the cost of most evaluations.
    /// </summary>
    /// <returns>The result, or <c>null</c> at the rule <paramref name="rule"/>, which has prerequisites.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FeatureResult? WalkWithoutPrerequisites(int number, ref int rule, ref EvaluationState state)
    {
        ref readonly var feature = ref state.Context.Payload.Features[number];
        var rules = feature.Rules;
        for (; rule < rules.Count; rule++)
        {
            var next = rules[rule];
            if (next.HasPrerequisites)
                return null;
            state.Trace?.EnterRule();
            if (RuleSteps.Answer(next, in feature, ref state) is { } answer)
                return Finish(in feature, answer, ref state);
        }
        return Finish(in feature, feature.Default, ref state);
    }

    private static FeatureResult WalkWithPrerequisites(FeatureFrame first, ref EvaluationState state)
    {
        var features = state.Context.Payload.Features;
        var stack = new FrameStack(stackalloc FeatureFrame[FrameStack.InlineFrames]);
        stack.Push(first);
        var step = Next(in features[first.Feature], ref stack.Top, ref state);
        while (true)
        {
            FeatureResult result;
            if (step.Needed is { } prerequisite)
            {
                if (Enter(prerequisite, ref stack, ref state) is not { } known)
                {
                    step = Next(in features[prerequisite.Number], ref stack.Top, ref state);
                    continue;
                }
                result = known;
            }
            else
            {
                var finished = stack.Top;
                result = Finish(in features[finished.Feature], step.Answer!, ref state);
                state.Keep(finished.Feature, result, finished.Mark);
                stack.Pop();
                if (stack.Count == 0)
                    return result;
            }
            step = Resume(in features[stack.Top.Feature], ref stack.Top, result, ref state);
        }
    }

    /// <summary>The result of a prerequisite that needs no frame; otherwise <c>null</c>, and its frame is on top of the stack.</summary>
    private static FeatureResult? Enter(Prerequisite prerequisite, ref FrameStack stack, ref EvaluationState state)
    {
        state.CountPrerequisite();
        var number = prerequisite.Number;
        if (stack.Contains(number))
        {
            var cyclic = new FeatureResult(Value.Null.Instance, FeatureResultSource.CyclicPrerequisite);
            state.CloseCycle(number);
            state.Report(new Effect.FeatureEvaluated(prerequisite.Key, cyclic));
            return cyclic;
        }
        if (!NeedsOnlyRules(number, in state) && Immediate(prerequisite.Key, number, ref state) is { } immediate)
            return immediate;
        var mark = state.Begin(number);
        var rule = 0;
        if (WalkWithoutPrerequisites(number, ref rule, ref state) is { } result)
        {
            state.Keep(number, result, mark);
            return result;
        }
        stack.Push(new FeatureFrame(number, rule, mark));
        return null;
    }

    /// <summary>Evaluates the rules of a feature from its frame's rule on.</summary>
    private static Step Next(in Feature feature, ref FeatureFrame frame, ref EvaluationState state)
    {
        var rules = feature.Rules;
        for (; frame.Rule < rules.Count; frame.NextRule())
        {
            var rule = rules[frame.Rule];
            if (frame.Prerequisite == 0)
                state.Trace?.EnterRule();
            if (frame.Prerequisite < rule.Prerequisites.Length)
                return Step.Needs(rule.Prerequisites[frame.Prerequisite]);
            if (RuleSteps.Answer(rule, in feature, ref state) is { } answer)
                return Step.Answered(answer);
        }
        return Step.Answered(feature.Default);
    }

    /// <summary>Continues with the rules of a feature once the result of the needed prerequisite is known.</summary>
    private static Step Resume(in Feature feature, ref FeatureFrame frame, FeatureResult result, ref EvaluationState state)
    {
        var prerequisite = feature.Rules[frame.Rule].Prerequisites[frame.Prerequisite];
        if (result.Source == FeatureResultSource.CyclicPrerequisite)
        {
            state.Trace?.CyclicPrerequisite(prerequisite, result);
            return Step.Answered(new Effect.FeatureEvaluated(
                feature.Key, new FeatureResult(Value.Null.Instance, FeatureResultSource.CyclicPrerequisite)));
        }
        if (Steps.MeetsPrerequisite(prerequisite, result, ref state))
            frame.NextPrerequisite();
        else if (prerequisite.Closed is { } closed)
            return Step.Answered(closed);
        else
            frame.NextRule();
        return Next(in feature, ref frame, ref state);
    }

    private static FeatureResult Finish(in Feature feature, Effect.FeatureEvaluated answer, ref EvaluationState state)
    {
        state.Report(answer);
        state.Trace?.LeaveFeature(answer.Result, feature.Rules);
        return answer.Result;
    }
}
