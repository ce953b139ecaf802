using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>
/// Evaluates features, experiments and conditions: pure functions from a context to a result and its effects. They read no
/// clock, do no I/O and hold no state: the same context and key give the same result on any machine, at any time. They never
/// throw because of the content of a payload, an attribute or a URL.
/// </summary>
public static partial class Evaluator
{
    /// <summary>Evaluates a feature: its rules in order, until one applies.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <returns>
    /// The result, and the effects in the order of the evaluation: sticky assignments and exposures of
    /// experiments, the usage of prerequisites, the usage of the feature itself.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (FeatureResult Result, Effects Effects) EvalFeature(Context context, FeatureKey key)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var features = context.Payload.Features;
        var number = features.NumberOf(key.ToString());
        if (number >= 0 && context.ForcedFeatureValues.Count == 0)
        {
            ref readonly var feature = ref features[number];
            // Without rules the answer is ready: setting up an evaluation would take longer than all else.
            if (feature.Exists && feature.Rules.IsEmpty)
                return (feature.Default.Result, new Effects(feature.Default));
            if (feature.Exists)
                return Walk(context, number);
        }
        return Evaluate(context, key.ToString(), null);
    }

    /// <summary>Evaluates a feature and returns whether it is on.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <returns>Whether its value is anything but <c>null</c>, <c>false</c>, <c>0</c> and <c>""</c>, and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (bool IsOn, Effects Effects) IsOn(Context context, FeatureKey key)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.On, effects);
    }

    /// <summary>Evaluates a feature and returns whether it is off: the opposite of <see cref="IsOn"/>.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <returns>Whether its value is <c>null</c>, <c>false</c>, <c>0</c> or <c>""</c>, and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (bool IsOff, Effects Effects) IsOff(Context context, FeatureKey key)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.Off, effects);
    }

    /// <summary>Evaluates a feature and explains its value.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result and the effects of <see cref="EvalFeature(Context, FeatureKey)"/>, and the trace.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static Explanation Explain(Context context, FeatureKey key)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var trace = new Trace(context);
        var (result, effects) = Evaluate(context, key.ToString(), trace);
        return trace.Explain(result, effects);
    }

    /// <summary>Runs an experiment and explains the variation.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The result and the effects of <see cref="RunExperiment"/>, and the steps in order.</returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    [Pure]
    public static ExperimentExplanation Explain(Context context, Experiment experiment)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = experiment ?? throw new ArgumentNullException(nameof(experiment));
        var trace = new Trace(context);
        trace.EnterFeature(experiment.Key);
        trace.EnterRule();
        var (result, effects) = Run(context, experiment.Compiled(static source => new CompiledExperiment(source)), trace);
        return trace.Explain(result, effects);
    }

    /// <summary>Runs an experiment that is written in code.</summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The result, and the effects in the order of the evaluation.</returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    [Pure]
    public static (ExperimentResult Result, Effects Effects) RunExperiment(Context context, Experiment experiment)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = experiment ?? throw new ArgumentNullException(nameof(experiment));
        return Run(context, experiment.Compiled(static source => new CompiledExperiment(source)), null);
    }

    /// <summary>Tests a condition against the user's attributes.</summary>
    /// <param name="context">The user, and the payload that has the saved groups.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>Whether the user meets it.</returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    [Pure]
    public static bool EvalCondition(Context context, Condition condition)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = condition ?? throw new ArgumentNullException(nameof(condition));
        return EvalCondition(context, condition, out _);
    }

    internal static bool EvalCondition(Context context, Condition condition, out bool hasReachedStepLimit)
    {
        var scope = new ConditionScope(context.Payload.SavedGroups, null);
        var matches = condition.Root.Matches(context.User, ref scope);
        hasReachedStepLimit = scope.HasReachedStepLimit;
        return matches;
    }

    /// <summary>Not inlined: features without rules would otherwise pay for the stack frame of an evaluation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (FeatureResult Result, Effects Effects) Walk(Context context, int number)
    {
        var state = new EvaluationState(context, null);
        var result = FeatureEvaluation.Walk(number, ref state);
        return (result, state.Effects);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (FeatureResult Result, Effects Effects) Evaluate(Context context, string key, Trace? trace)
    {
        var state = new EvaluationState(context, trace);
        var result = FeatureEvaluation.Evaluate(key, ref state);
        return (result, state.Effects);
    }

    private static (ExperimentResult Result, Effects Effects) Run(Context context, CompiledExperiment experiment, Trace? trace)
    {
        var state = new EvaluationState(context, trace);
        var result = ExperimentSteps.Run(experiment, null, ref state);
        return (result, state.Effects);
    }
}
