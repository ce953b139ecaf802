namespace GrowthBook.Cli;

/// <summary>Recognises a feature that the payload does not have.</summary>
internal static class UnknownFeature
{
    /// <summary>Whether the payload does not have the feature, and the context forces no value of it.</summary>
    public static bool Is(string feature, Context context) =>
        !context.Payload.HasFeature(feature) && !context.ForcedFeatureValues.ContainsKey(feature);

    /// <summary>The message, with the nearest key of the payload, or with what runs the experiment of this key.</summary>
    public static string Message(string feature, Payload payload) =>
        $"the payload has no feature `{Columns.Short(feature)}`{OfExperiment(feature, payload) ?? Nearest.Question(feature, payload.FeatureKeys)}";

    /// <summary>What to append for the key of an experiment; <c>null</c> for another key.</summary>
    private static string? OfExperiment(string key, Payload payload) =>
        payload.Experiments.Any(each => each.Key == key) ? "; that is an experiment of the payload, which pages run and no feature"
        : payload.FeatureKeys.FirstOrDefault(feature => payload.ExperimentsOf(feature).Any(each => each.Key == key)) is { } feature
            ? $"; that is an experiment of the feature `{Columns.Short(feature)}`"
        : null;
}
