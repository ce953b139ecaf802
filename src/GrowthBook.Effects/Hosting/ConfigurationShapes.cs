using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>
/// Finds lists, objects and single values in a configuration that stand in each other's place. The binder ignores most of them, and takes the items
/// of a list as members <c>0</c>, <c>1</c> and so on. An empty list or object has no members in a configuration: it is not told from an empty text.
/// What may be meant is no fault: the binder takes list items of any name, and the keys of features and experiments may have colons, which makes
/// sections of their parts.
/// </summary>
internal static class ConfigurationShapes
{
    /// <summary>The properties that are lists.</summary>
    public static readonly ImmutableArray<string> Lists =
    [
        nameof(GrowthBookOptions.CacheKeyAttributes),
        nameof(GrowthBookOptions.BlockedChangeIds),
        nameof(GrowthBookOptions.SecureAttributes),
        nameof(GrowthBookOptions.StickyBucketIdentifierAttributes),
        nameof(GrowthBookOptions.DeduplicationAttributes),
    ];

    /// <summary>The properties that are objects with free names.</summary>
    public static readonly ImmutableArray<string> Dictionaries =
    [
        nameof(GrowthBookOptions.Headers),
        nameof(GrowthBookOptions.StreamingHeaders),
        nameof(GrowthBookOptions.ForcedVariations),
        nameof(GrowthBookOptions.ForcedFeatures),
    ];

    private const string Writer = nameof(GrowthBookOptions.Writer);

    /// <summary>Returns a fault for each option of another kind than its own, with the path in the configuration.</summary>
    public static ImmutableArray<(string Path, string Message)> FaultsOf(IConfiguration configuration) =>
    [
        .. from path in SingleValuesIn(configuration)
           let section = configuration.GetSection(path)
           where section.GetChildren().Any()
           select (path, $"{section.Path} must be a single value, was {(IsList(section) ? "a list" : "an object")}"),
        .. from name in Lists
           let section = configuration.GetSection(name)
           where IsText(section)
           select (name, $"{section.Path} must be a list, was a text; in an environment variable it is {name}__0"),
        .. from name in Dictionaries.Add(Writer)
           let section = configuration.GetSection(name)
           where IsText(section) || (IsList(section) && !(KeysMayHaveColons(name) && section.GetChildren().Any(child => child.GetChildren().Any())))
           select (name, $"{section.Path} must be an object, was {(IsText(section) ? $"a text; in an environment variable it is {name}__key" : "a list")}"),
    ];

    /// <summary>Whether the members of a section are those of a list: <c>0</c>, <c>1</c> and so on, without a gap.</summary>
    public static bool IsList(IConfigurationSection section)
    {
        var keys = section.GetChildren().Select(child => child.Key).ToList();
        return keys.Count > 0 && Enumerable.Range(0, keys.Count).All(index => keys.Contains(index.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The paths at which a list or an object is a fault.</summary>
    private static IEnumerable<string> SingleValuesIn(IConfiguration configuration) =>
    [
        .. ConfigurationNames.Options.Except([.. Lists, .. Dictionaries, Writer]),
        .. ConfigurationNames.Writer.Select(name => ConfigurationPath.Combine(Writer, name)),
        .. from name in Lists.Add(nameof(GrowthBookOptions.Headers)).Add(nameof(GrowthBookOptions.StreamingHeaders))
           let section = configuration.GetSection(name)
           where Lists.Contains(name) || !IsList(section)
           from child in section.GetChildren()
           select ConfigurationPath.Combine(name, child.Key),
    ];

    private static bool KeysMayHaveColons(string name) => name is nameof(GrowthBookOptions.ForcedVariations) or nameof(GrowthBookOptions.ForcedFeatures);

    private static bool IsText(IConfigurationSection section) => section.Value is { Length: > 0 } && !section.GetChildren().Any();
}
