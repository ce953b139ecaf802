using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>
/// Binds dictionaries whose keys have colons, such as <c>checkout:layout</c>. A configuration splits such a key into nested sections,
/// which the binder does not join. It reads a configuration whose values have no fault.
/// </summary>
internal static class ConfigurationKeys
{
    /// <summary>Sets the forced variations and feature values whose keys have colons.</summary>
    public static void Bind(IConfiguration configuration, GrowthBookOptions options)
    {
        foreach (var (key, section) in NestedIn(configuration.GetSection(nameof(GrowthBookOptions.ForcedVariations)), options.ForcedVariations))
            options.ForcedVariations[key] = int.Parse(section.Value!, NumberStyles.Integer, CultureInfo.InvariantCulture);
        foreach (var (key, section) in NestedIn(configuration.GetSection(nameof(GrowthBookOptions.ForcedFeatures)), options.ForcedFeatures))
            options.ForcedFeatures[key] = section.Value;
    }

    /// <summary>A fault for each forced variation whose key has colons and whose value is no index.</summary>
    public static IEnumerable<(string Path, string Message)> FaultsOf(IConfiguration configuration) =>
        from each in NestedIn(configuration.GetSection(nameof(GrowthBookOptions.ForcedVariations)), new Dictionary<string, int>(KeyedTexts.Comparer))
        where !int.TryParse(each.Section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        select (ConfigurationPath.Combine(nameof(GrowthBookOptions.ForcedVariations), each.Key),
            $"{each.Section.Path} must be the index of a variation, was `{PlainText.Of(each.Section.Value!, PlainText.MaxName)}`");

    /// <summary>Returns the values below the first level; the default values that the binder gave to their parents are removed.</summary>
    private static List<(string Key, IConfigurationSection Section)> NestedIn<T>(IConfigurationSection section, Dictionary<string, T> bound)
    {
        var nested = new List<(string, IConfigurationSection)>();
        foreach (var child in section.GetChildren())
        {
            var count = nested.Count;
            AddBelow(child, child.Key + ConfigurationPath.KeyDelimiter, nested);
            if (nested.Count > count && child.Value is null && bound.TryGetValue(child.Key, out var value) && EqualityComparer<T>.Default.Equals(value, default!))
                bound.Remove(child.Key);
        }
        return nested;
    }

    private static void AddBelow(IConfigurationSection parent, string prefix, List<(string, IConfigurationSection)> nested)
    {
        foreach (var child in parent.GetChildren())
        {
            if (child.Value is { Length: > 0 })
                nested.Add((prefix + child.Key, child));
            AddBelow(child, prefix + child.Key + ConfigurationPath.KeyDelimiter, nested);
        }
    }
}
