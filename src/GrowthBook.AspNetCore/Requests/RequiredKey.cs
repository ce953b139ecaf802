namespace GrowthBook.AspNetCore;

/// <summary>The key of a feature that code requires.</summary>
internal static class RequiredKey
{
    /// <summary>Returns the key.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static string Of(string feature) => (feature ?? throw new ArgumentNullException(nameof(feature))).Length > 0
        ? feature
        : throw new ArgumentException("the feature's key is empty, so the condition would be met for no user; name a feature", nameof(feature));

    /// <summary>Whether a key is a list, as Microsoft.FeatureManagement takes one.</summary>
    public static bool IsList(string feature) => feature.Contains(',', StringComparison.Ordinal);
}
