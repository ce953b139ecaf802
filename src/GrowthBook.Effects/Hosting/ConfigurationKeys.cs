using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>
/// Binds the dictionaries by the keys of features and experiments. The binder does not: a configuration splits a key with colons, such as
/// <c>checkout:layout</c>, into nested sections, which the binder does not join, and versions of the binder differ in what a null means,
/// nothing or the first variation.
/// </summary>
internal static class ConfigurationKeys
{
    /// <summary>
    /// Binds a configuration whose values have no fault: the dictionaries here, the other options with the binder. What the dictionaries held
    /// before stays, unless the configuration has the key. A variation that is null or empty forces nothing; the null of a feature is kept.
    /// </summary>
    public static void Bind(IConfiguration configuration, GrowthBookOptions options)
    {
        var (variations, features) = (options.ForcedVariations, options.ForcedFeatures);
        (options.ForcedVariations, options.ForcedFeatures) = ([], []);
        configuration.Bind(options);
        (options.ForcedVariations, options.ForcedFeatures) = (variations, features);
        foreach (var (key, section) in LeavesOf(configuration.GetSection(nameof(GrowthBookOptions.ForcedVariations))))
        {
            if (section.Value is { Length: > 0 } text)
                variations[key] = int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
        }
        foreach (var (key, section) in LeavesOf(configuration.GetSection(nameof(GrowthBookOptions.ForcedFeatures))))
            features[key] = section.Value;
    }

    /// <summary>The values of a section at any depth, each with its key below the section.</summary>
    public static List<(string Key, IConfigurationSection Section)> LeavesOf(IConfigurationSection section)
    {
        var leaves = new List<(string, IConfigurationSection)>();
        AddBelow(section, "", leaves);
        return leaves;
    }

    private static void AddBelow(IConfigurationSection parent, string prefix, List<(string, IConfigurationSection)> leaves)
    {
        foreach (var child in parent.GetChildren())
        {
            var key = prefix + child.Key;
            var count = leaves.Count;
            AddBelow(child, key + ConfigurationPath.KeyDelimiter, leaves);
            if (child.Value is not null || leaves.Count == count)
                leaves.Add((key, child));
        }
    }
}
