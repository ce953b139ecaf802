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
    /// The results by key, and the effects of all evaluations in order. Running them counts every feature as used: see
    /// <see cref="AllFeatures.EffectsOf"/> and <see cref="AllFeatures.ToPayload(bool, Func{string, bool})"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (AllFeatures Result, Effects Effects) EvalAll(Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var features = context.Payload.Features;
        var results = new FeatureResult?[features.EntryCount];
        var ranges = new AllFeatures.EffectRange[results.Length];
        var isForced = context.ForcedFeatureValues.Count > 0;
        var state = new EvaluationState(context, null);
        var all = new EffectsBuilder(features.Count + (features.Count / 2)); // experiments and prerequisites have several
        for (var i = 0; i < features.Count; i++)
        {
            var number = features.NumberAt(i);
            ref readonly var feature = ref features[number];
            var (start, unmatched) = (all.Count, state.Scope.UnmatchedTests);
            if (!isForced && feature.Rules.IsEmpty)
            {
                results[number] = feature.Default.Result;
                all.Add(feature.Default);
            }
            else
            {
                results[number] = isForced ? FeatureEvaluation.Evaluate(feature.Key, ref state) : FeatureEvaluation.Walk(number, ref state);
                state.AddEffectsTo(ref all);
                state = state.Next();
            }
            ranges[number] = new(start, all.Count - start, state.Scope.UnmatchedTests > unmatched);
        }
        var total = all.Build(state.Scope.HasReachedStepLimit);
        return (new AllFeatures(features, results, ranges, total), total);
    }
}
