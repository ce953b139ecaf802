using Microsoft.FeatureManagement;

namespace GrowthBook.FeatureManagement;

/// <summary>The variant that a feature's result is.</summary>
internal static class FeatureVariant
{
    /// <summary>
    /// Returns the variant: in an experiment the variation with its key; otherwise a string, number or boolean with its text, and an object or
    /// array with the empty name. A result without a value has none.
    /// </summary>
    public static Variant? Of(FeatureResult result) =>
        NameOf(result) is { } name ? new Variant { Name = name, Configuration = ValueConfiguration.Of(result.Value) } : null;

    // The empty name, because Microsoft's variant services use the name as the key of a dictionary.
    private static string? NameOf(FeatureResult result) => result switch
    {
        { Source: FeatureResultSource.Experiment, ExperimentResult.Key: var key } => key,
        { Value: Value.Null } => null,
        { Value: Value.String or Value.Number or Value.Boolean } => result.Value.ToString(),
        _ => "",
    };
}
