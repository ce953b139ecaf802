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
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var features = context.Payload.Features;
        var all = new AllFeaturesMemo(features.EntryCount);
        var isForced = context.ForcedFeatureValues.Count > 0;
        var state = new EvaluationState(context, all, features.Count + (features.Count / 2)); // experiments have several effects
        for (var i = 0; i < features.Count; i++)
        {
            var number = features.NumberAt(i);
            if (!all.IsKept(number))
                EvaluateInTurn(number, isForced, all, ref state);
            all.EndTurn(number);
        }
        var effects = state.Effects;
        return (all.Build(features, effects), effects);
    }

    private static void EvaluateInTurn(int number, bool isForced, AllFeaturesMemo all, ref EvaluationState state)
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
