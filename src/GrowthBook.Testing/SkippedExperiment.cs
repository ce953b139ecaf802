using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>Finds out from the recorded evaluations why an experiment was not viewed.</summary>
internal static class SkippedExperiment
{
    /// <summary>Each is evaluated again.</summary>
    private const int MaxEvaluations = 100;

    /// <summary>Returns whether an evaluated feature has a rule with an experiment.</summary>
    public static bool IsOf(EffectEvent recorded, string experiment) =>
        recorded.Effect is Effect.FeatureEvaluated evaluated
        && (evaluated.Result.Experiment?.Key == experiment || recorded.Context.Payload.ExperimentsOf(evaluated.FeatureKey).Any(each => each.Key == experiment));

    /// <summary>Returns a text that the first user who was left out for it has no value of the hash attribute; <c>""</c> if there is none.</summary>
    public static string HintOf(ImmutableArray<EffectEvent> events, string experiment)
    {
        foreach (var recorded in events.Where(recorded => IsOf(recorded, experiment)).Take(MaxEvaluations))
        {
            var feature = ((Effect.FeatureEvaluated)recorded.Effect).FeatureKey;
            if (MissingAttribute(recorded.Context, feature, experiment) is { } attribute)
                return $" (the evaluation of `{feature}` skipped it, because the user has no value of its hash attribute `{attribute}`)";
        }
        return "";
    }

    private static string? MissingAttribute(Context context, string feature, string experiment)
    {
        var rules = Evaluator.Explain(context, feature).Trace.Rules.Where(rule => rule.Kind == RuleKind.Experiment).ToList();
        var experiments = context.Payload.ExperimentsOf(feature).ToList();
        return rules.Count != experiments.Count
            ? null
            : rules.Where((_, i) => experiments[i].Key == experiment).SelectMany(rule => rule.Steps).OfType<TraceStep.HashAttribute>().FirstOrDefault()?.Attribute;
    }
}
