namespace GrowthBook.Benchmarks;

/// <summary>Whether the library and the hand-written code give the same answers; nothing is measured unless they do.</summary>
internal static class Agreement
{
    /// <summary>Compares the answers for every user.</summary>
    public static void Check(params IEnumerable<string> features)
    {
        var hand = HandWrittenFeatures.Current;
        var contexts = Workload.Current.Contexts;
        foreach (var feature in features)
        {
            for (var i = 0; i < contexts.Length; i++)
            {
                var expected = hand.Answer(feature, hand.Users[i]);
                var actual = Evaluator.EvalFeature(contexts[i], feature);
                if (!IsSame(expected, actual))
                    throw new InvalidOperationException($"`{feature}` for user {i}: by hand {expected}, by the library {actual}");
            }
        }
    }

    /// <summary>
    /// Whether the value, its source, the rule, the whole result of the experiment (variation and bucket among it)
    /// and the effects are the same.
    /// </summary>
    public static bool IsSame((FeatureResult Result, Effects Effects) expected, (FeatureResult Result, Effects Effects) actual)
    {
        if (!IsSame(expected.Result, actual.Result) || expected.Effects.Count != actual.Effects.Count)
            return false;
        for (var i = 0; i < expected.Effects.Count; i++)
        {
            if (!IsSame(expected.Effects[i], actual.Effects[i]))
                return false;
        }
        return true;
    }

    private static bool IsSame(Effect expected, Effect actual) => (expected, actual) switch
    {
        (Effect.FeatureEvaluated one, Effect.FeatureEvaluated other) =>
            one.FeatureKey == other.FeatureKey && IsSame(one.Result, other.Result),
        (Effect.ExperimentViewed one, Effect.ExperimentViewed other) =>
            ReferenceEquals(one.Experiment, other.Experiment) && one.Result == other.Result,
        _ => false,
    };

    /// <summary>The experiment itself is passed on, never built: it is the same object.</summary>
    private static bool IsSame(FeatureResult expected, FeatureResult actual) =>
        expected.Value == actual.Value
        && expected.Source == actual.Source
        && expected.RuleId == actual.RuleId
        && expected.ExperimentResult == actual.ExperimentResult
        && ReferenceEquals(expected.Experiment, actual.Experiment);
}
