namespace GrowthBook.AspNetCore;

/// <summary>The payload's own experiments, redirects and visual changes, as the inspector's page shows them.</summary>
internal static class PageAnswers
{
    private const int MaxExperiments = 100;

    /// <summary>Returns the first 100 experiments with the visitor's variation at the URL of the page's question, and the reasons.</summary>
    public static Value.Array Of(InspectedUser user) =>
        new(user.Changed.Payload.Experiments.Take(MaxExperiments).Select(experiment => (Value)Of(experiment, user)));

    private static Value.Object Of(Experiment experiment, InspectedUser user)
    {
        var explanation = Evaluator.Explain(user.Changed, experiment);
        var result = explanation.Result;
        return InspectorAnswers.Object(
            ("experiment", experiment.Key),
            ("variation", result.InExperiment ? InspectorAnswers.NameOf(experiment, result.VariationId) : null),
            ("target", result.InExperiment ? result.Value["urlRedirect"].AsString() : null),
            ("forced", user.Forced.Variations.ContainsKey(experiment.Key) ? true : null),
            ("variations", InspectorAnswers.Variations(experiment, result)),
            ("trace", TraceTree.Of(explanation)));
    }
}
