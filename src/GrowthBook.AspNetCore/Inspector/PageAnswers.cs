using System.Collections.Immutable;

namespace GrowthBook.AspNetCore;

/// <summary>The payload's own experiments, redirects and visual changes, as the inspector's page shows them.</summary>
internal static class PageAnswers
{
    private const int MaxExperiments = 100;

    /// <summary>Returns the first 100 experiments with the visitor's variation at the URL of the page's question. They share the steps of one evaluation.</summary>
    public static Value.Array Of(InspectedUser user)
    {
        var experiments = ExperimentsOf(user);
        var (results, _) = Evaluator.RunExperiments(user.Changed, experiments);
        return new(experiments.Select((experiment, index) => (Value)Of(index, experiment, results[index], user.Forced)));
    }

    /// <summary>Returns the reasons of one of these experiments; <c>null</c> if there is none at this index.</summary>
    public static Value.Object? Explanation(InspectedUser user, double index)
    {
        var experiments = ExperimentsOf(user);
        return index >= 0 && index < experiments.Length && index == Math.Floor(index)
            ? InspectorAnswers.Object(("page", index), ("trace", TraceTree.Of(Evaluator.Explain(user.Changed, experiments[(int)index]))))
            : null;
    }

    private static ImmutableArray<Experiment> ExperimentsOf(InspectedUser user) => [.. user.Changed.Payload.Experiments.Take(MaxExperiments)];

    private static Value.Object Of(int index, Experiment experiment, ExperimentResult result, ForcedValues forced) => InspectorAnswers.Object(
        ("page", index),
        ("experiment", experiment.Key),
        ("variation", result.InExperiment ? InspectorAnswers.NameOf(experiment, result.VariationId) : null),
        ("target", result.InExperiment ? result.Value["urlRedirect"].AsString() : null),
        ("forced", forced.Variations.ContainsKey(experiment.Key) ? true : null),
        ("variations", InspectorAnswers.Variations(experiment, result)));
}
