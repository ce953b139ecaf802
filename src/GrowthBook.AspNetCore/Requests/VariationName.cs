namespace GrowthBook.AspNetCore;

/// <summary>How code names the variation that a feature's result has.</summary>
internal static class VariationName
{
    /// <summary>
    /// Returns whether a result has a variation: the key of the experiment's variation, or the value if it is a string. Without an
    /// experiment also a number or boolean as JSON text, so that forced values have a variation.
    /// </summary>
    public static bool Matches(FeatureResult result, string variation) => result.Value switch
    {
        Value.String text when text.Content == variation => true,
        _ when result is { Source: FeatureResultSource.Experiment, ExperimentResult.Key: var key } => key == variation,
        Value.Number or Value.Boolean => result.Value.ToString() == variation,
        _ => false,
    };
}
