namespace GrowthBook;

/// <content>Evaluations for searches, which evaluate many users and bound the steps of all evaluations together.</content>
public static partial class Evaluator
{
    /// <summary>Evaluates a feature, and counts the steps that the evaluation takes.</summary>
    internal static (FeatureResult Result, Effects Effects) EvalFeatureCounted(Context context, FeatureKey key, out int steps)
    {
        var state = new EvaluationState(context, null);
        var result = FeatureEvaluation.Evaluate(key.ToString(), ref state);
        steps = ConditionScope.StepLimit - state.Scope.Steps;
        return (result, state.Effects);
    }

    /// <summary>Runs an experiment, and counts the steps that the evaluation takes.</summary>
    internal static (ExperimentResult Result, Effects Effects) RunExperimentCounted(Context context, Experiment experiment, out int steps)
    {
        var state = new EvaluationState(context, null);
        var result = ExperimentSteps.Run(experiment.Compiled(static source => new CompiledExperiment(source)), null, ref state);
        steps = ConditionScope.StepLimit - state.Scope.Steps;
        return (result, state.Effects);
    }
}
