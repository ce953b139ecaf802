using System.Diagnostics.Contracts;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>
    /// Evaluates all features of the payload in its order, such as for a page that hydrates a front end. Each result and its effects
    /// are those of <see cref="EvalFeature(Context, FeatureKey)"/>; an evaluation sees the sticky assignments of those before it.
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
        var hasReachedStepLimit = false;
        var all = new EffectsBuilder(features.Count + (features.Count / 2)); // experiments and prerequisites have several
        for (var i = 0; i < features.Count; i++)
        {
            var number = features.NumberAt(i);
            ref readonly var feature = ref features[number];
            var (start, isCut) = (all.Count, false);
            if (!isForced && feature.Rules.IsEmpty)
            {
                results[number] = feature.Default.Result;
                all.Add(feature.Default);
            }
            else
            {
                results[number] = EvalNext(ref context, number, isForced, ref all, out isCut);
            }
            ranges[number] = new(start, all.Count - start, isCut);
            hasReachedStepLimit |= isCut;
        }
        var total = all.Build(hasReachedStepLimit);
        return (new AllFeatures(features, results, ranges, total), total);
    }

    /// <summary>Evaluates a feature, adds its effects, and keeps its sticky assignments in the context.</summary>
    private static FeatureResult EvalNext(ref Context context, int number, bool isForced, ref EffectsBuilder all, out bool hasReachedStepLimit)
    {
        var state = new EvaluationState(context, null);
        var result = isForced ? FeatureEvaluation.Evaluate(context.Payload.Features[number].Key, ref state) : FeatureEvaluation.Walk(number, ref state);
        state.AddEffectsTo(ref all);
        hasReachedStepLimit = state.Scope.HasReachedStepLimit;
        if (!ReferenceEquals(state.StickyBuckets, context.StickyBuckets))
            context = context with { StickyBuckets = state.StickyBuckets };
        return result;
    }
}
