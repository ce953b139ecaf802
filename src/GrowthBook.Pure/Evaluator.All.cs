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
    /// <see cref="AllFeatures.EffectsOf"/> and <see cref="AllFeatures.ToPayload"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (AllFeatures Result, Effects Effects) EvalAll(Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var features = context.Payload.Features;
        var results = new FeatureResult?[features.EntryCount];
        var ranges = new (int Start, int Count)[results.Length];
        var isForced = context.ForcedFeatureValues.Count > 0;
        var isSticky = context.StickyBuckets is not null;
        var all = new EffectsBuilder(features.Count + (features.Count / 2)); // experiments and prerequisites have several
        for (var i = 0; i < features.Count; i++)
        {
            var number = features.NumberAt(i);
            ref readonly var feature = ref features[number];
            var start = all.Count;
            if (!isForced && feature.Rules.IsEmpty)
            {
                results[number] = feature.Default.Result;
                all.Add(feature.Default);
            }
            else
            {
                (results[number], var effects) = isForced ? Evaluate(context, feature.Key, null) : Walk(context, number);
                for (var effect = 0; effect < effects.Count; effect++)
                    all.Add(effects[effect]);
                if (isSticky)
                    context = context.Apply(effects);
            }
            ranges[number] = (start, all.Count - start);
        }
        var total = all.Build();
        return (new AllFeatures(features, results, ranges, total), total);
    }
}
