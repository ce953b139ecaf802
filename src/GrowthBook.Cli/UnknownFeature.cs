namespace GrowthBook.Cli;

/// <summary>Recognises a feature that the payload does not have.</summary>
internal static class UnknownFeature
{
    /// <summary>Whether the payload does not have the feature, and the context forces no value of it.</summary>
    public static bool Is(string feature, Context context) =>
        !context.Payload.HasFeature(feature) && !context.ForcedFeatureValues.ContainsKey(feature);

    /// <summary>The message, with the nearest key of the payload.</summary>
    public static string Message(string feature, Payload payload) =>
        $"the payload has no feature `{Columns.Short(feature)}`{Nearest.Question(feature, payload.FeatureKeys)}";
}
