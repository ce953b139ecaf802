namespace GrowthBook.Analysis;

/// <summary>
/// The steps of all evaluations of a search or of a file. Each evaluation may take the steps of any evaluation, so that its result is that of an
/// application; the last one can exceed the limit of all.
/// </summary>
/// <param name="max">Maximum number of steps of all evaluations.</param>
internal sealed class EvaluationSteps(int max = EvaluationSteps.Default)
{
    private const int Default = 100_000_000;

    private readonly WorkLimit _left = new(max);

    /// <summary>Maximum number of steps of all evaluations.</summary>
    public int Max => max;

    /// <summary>Whether there must be no further evaluation.</summary>
    public bool AreUsedUp { get; private set; }

    /// <summary>The end of the reason of a search that ended with these steps; empty for another one.</summary>
    public string Reason => AreUsedUp ? FormattableString.Invariant($"; the evaluations took the {Max:N0} steps of a search") : "";

    public FeatureResult EvalFeature(Context context, string feature, out Effects effects)
    {
        (var result, effects) = Evaluator.EvalFeatureCounted(context, feature, out var steps);
        Take(steps);
        return result;
    }

    public ExperimentResult RunExperiment(Context context, Experiment experiment)
    {
        var (result, _) = Evaluator.RunExperimentCounted(context, experiment, out var steps);
        Take(steps);
        return result;
    }

    private void Take(int steps) => AreUsedUp |= !_left.TryTake(steps);
}
