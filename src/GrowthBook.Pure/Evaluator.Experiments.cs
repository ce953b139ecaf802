using System.Collections.Immutable;
using System.Diagnostics.Contracts;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>
    /// Runs experiments in order, such as all page experiments of a user. Each result and its effects are those of
    /// <see cref="RunExperiment"/>; an experiment sees the sticky assignments of those before it. A prerequisite that many of them need is
    /// evaluated once. All experiments share 10,000,000 steps. Tests of later experiments do not match if none are left, see
    /// <see cref="Effects.HasReachedStepLimit"/>.
    /// </summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="experiments">The experiments.</param>
    /// <returns>A result per experiment, and the effects of all of them in order.</returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    /// <exception cref="ArgumentException">An experiment is <c>null</c>.</exception>
    [Pure]
    public static (ImmutableArray<ExperimentResult> Results, Effects Effects) RunExperiments(Context context, IEnumerable<Experiment> experiments)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = experiments ?? throw new ArgumentNullException(nameof(experiments));
        var (results, effects) = (ImmutableArray.CreateBuilder<ExperimentResult>(), new EffectsBuilder());
        var state = new EvaluationState(context, null);
        foreach (var experiment in experiments)
        {
            results.Add(RunOne(experiment, experiments, results.Count, ref state));
            state.AddEffectsTo(ref effects);
            state = state.Next();
        }
        return (results.ToImmutable(), effects.Build(state.Scope.HasReachedStepLimit));
    }

    /// <summary>Runs one of several experiments.</summary>
    private static ExperimentResult RunOne(Experiment experiment, IEnumerable<Experiment> experiments, int index, ref EvaluationState state) => experiment is null
        ? throw new ArgumentException($"the experiment at index {index} is null; leave it out", nameof(experiments))
        : ExperimentSteps.Run(experiment.Compiled(static source => new CompiledExperiment(source)), null, ref state);
}
