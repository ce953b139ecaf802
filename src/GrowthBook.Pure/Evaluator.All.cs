using System.Collections.Immutable;
using System.Diagnostics.Contracts;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>
    /// Evaluates all features of the payload in its order, such as for a page that hydrates a front end. Each result and its effects
    /// are those of <see cref="EvalFeature(Context, FeatureKey)"/>; an evaluation sees the sticky assignments of those before it. All
    /// features share 10,000,000 steps. Tests of later features do not match if none are left, see <see cref="Effects.HasReachedStepLimit"/>.
    /// </summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <returns>
    /// The results by key, and the effects of all evaluations in order, those of a prerequisite once. Running them counts every feature as used: see
    /// <see cref="AllFeatures.EffectsOf(FeatureKey)"/> and <see cref="AllFeatures.ToPayload(bool, Func{string, bool})"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (AllFeatures Result, Effects Effects) EvalAll(Context context)
    {
        var state = StateOfAll(context ?? throw new ArgumentNullException(nameof(context)), out var all);
        var features = EvalFeatures(all, ref state);
        return (features, features.Effects);
    }

    /// <summary>
    /// Evaluates all features of the payload, then runs experiments, such as the page experiments of a remote evaluation. Each result and
    /// its effects are those of <see cref="EvalAll(Context)"/> and <see cref="RunExperiments"/>; an experiment sees the sticky assignments of the
    /// features. All features and experiments together share 10,000,000 steps.
    /// </summary>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="experiments">The experiments.</param>
    /// <returns>
    /// The results of the features by key, with the effects of the features; a result per experiment; and the effects of all evaluations in order,
    /// those of a prerequisite once.
    /// </returns>
    /// <exception cref="ArgumentNullException">A parameter is <c>null</c>.</exception>
    /// <exception cref="ArgumentException">An experiment is <c>null</c>.</exception>
    [Pure]
    public static (AllFeatures Features, ImmutableArray<ExperimentResult> Experiments, Effects Effects) EvalAllAndRun(Context context, IEnumerable<Experiment> experiments)
    {
        var state = StateOfAll(context ?? throw new ArgumentNullException(nameof(context)), out var all);
        _ = experiments ?? throw new ArgumentNullException(nameof(experiments));
        var features = EvalFeatures(all, ref state);
        var results = ImmutableArray.CreateBuilder<ExperimentResult>();
        foreach (var experiment in experiments)
            results.Add(RunOne(experiment, experiments, results.Count, ref state));
        return (features, results.ToImmutable(), state.Effects);
    }

    private static EvaluationState StateOfAll(Context context, out AllFeaturesMemo all)
    {
        var features = context.Payload.Features;
        all = new AllFeaturesMemo(features.EntryCount);
        return new EvaluationState(context, all, features.Count + (features.Count / 2)); // experiments have several effects
    }

    private static AllFeatures EvalFeatures(AllFeaturesMemo all, ref EvaluationState state)
    {
        var features = state.Context.Payload.Features;
        var isForced = state.Context.ForcedFeatureValues.Count > 0;
        for (var i = 0; i < features.Count; i++)
        {
            var number = features.NumberAt(i);
            if (!all.IsKept(number))
                EvaluateInTurn(number, isForced, ref state);
            all.EndTurn(number);
        }
        return all.Build(features, state.Effects);
    }

    private static void EvaluateInTurn(int number, bool isForced, ref EvaluationState state)
    {
        ref readonly var feature = ref state.Context.Payload.Features[number];
        if (!isForced && !feature.Rules.IsEmpty)
        {
            FeatureEvaluation.Walk(number, ref state);
            return;
        }
        var mark = state.Begin(number);
        FeatureResult result;
        if (isForced)
        {
            result = FeatureEvaluation.Evaluate(feature.Key, number, ref state);
        }
        else
        {
            result = feature.Default.Result;
            state.Report(feature.Default);
        }
        state.Keep(number, result, mark);
    }
}
