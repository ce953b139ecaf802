namespace GrowthBook.AspNetCore;

/// <summary>The key of a feature, and the name of a variation, that code requires.</summary>
internal static class RequiredKey
{
    /// <summary>Returns the key.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static string Of(string feature) => MistakeOf(feature ?? throw new ArgumentNullException(nameof(feature))) is { } mistake
        ? throw new ArgumentException(mistake, nameof(feature))
        : feature;

    /// <summary>What is wrong with a key; <c>null</c> if nothing is.</summary>
    public static string? MistakeOf(string? feature) => string.IsNullOrEmpty(feature)
        ? "the feature's key is empty, so the condition would be met for no user; name a feature"
        : null;

    /// <summary>Returns the name of a variation that code requires. Results name none by an empty text.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static string OfVariation(string variation) => (variation ?? throw new ArgumentNullException(nameof(variation))).Length > 0
        ? variation
        : throw new ArgumentException("the variation is empty; name one by its key, such as `1`, or by the feature's value", nameof(variation));

    /// <summary>Whether a key is a list, as Microsoft.FeatureManagement takes one.</summary>
    public static bool IsList(string feature) => feature.Contains(',', StringComparison.Ordinal);
}
