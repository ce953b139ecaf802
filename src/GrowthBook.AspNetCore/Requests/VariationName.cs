using System.Globalization;

namespace GrowthBook.AspNetCore;

/// <summary>How code names the variation that a feature's result has.</summary>
internal static class VariationName
{
    private const int MaxShown = 20;

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

    /// <summary>Returns whether users of an experiment can have a variation of this name.</summary>
    public static bool IsOf(Experiment experiment, string variation)
    {
        for (var i = 0; i < experiment.Variations.Length; i++)
        {
            if (KeyOf(experiment, i) == variation || (experiment.Variations[i] is Value.String text && text.Content == variation))
                return true;
        }
        return false;
    }

    /// <summary>Returns the key that results have: that of the metadata, or the index.</summary>
    public static string KeyOf(Experiment experiment, int index) => MetaOf(experiment, index)?.Key is { Length: > 0 } key ? key : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the keys of an experiment's variations as text, of the first 20.</summary>
    public static string KeysOf(Experiment experiment)
    {
        var count = experiment.Variations.Length;
        return string.Join(", ", Enumerable.Range(0, Math.Min(count, MaxShown)).Select(index => KeyOf(experiment, index))) + (count > MaxShown ? ", …" : "");
    }

    /// <summary>Returns the metadata of a variation; <c>null</c> if it has none.</summary>
    public static VariationMeta? MetaOf(Experiment experiment, int index) =>
        experiment.Meta is { IsDefault: false } meta && index < meta.Length ? meta[index] : null;
}
