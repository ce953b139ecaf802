using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// A value as a configuration section: members by name, elements by index, other values as text. It is built once for each value of a
/// payload and lives as long as the value.
/// </summary>
internal static class ValueConfiguration
{
    private const string Root = "value";

    private static readonly ConditionalWeakTable<Value, IConfigurationSection> Sections = [];

    public static IConfigurationSection Of(Value value) => Sections.GetValue(value, Build);

    private static IConfigurationSection Build(Value value)
    {
        var texts = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Add(Root, value, texts);
        return new ConfigurationBuilder().AddInMemoryCollection(texts).Build().GetSection(Root);
    }

    /// <summary>Adds the texts of a value, whose depth the payload's reader bounds. Of names that differ in case only, the last one wins.</summary>
    private static void Add(string path, Value value, Dictionary<string, string?> texts)
    {
        switch (value)
        {
            case Value.Object members:
                foreach (var (name, member) in members)
                    Add(ConfigurationPath.Combine(path, name), member, texts);
                break;
            case Value.Array items:
                for (var i = 0; i < items.Count; i++)
                    Add(ConfigurationPath.Combine(path, FormattableString.Invariant($"{i}")), items[i], texts);
                break;
            case Value.Null:
                texts[path] = null;
                break;
            case Value.String text:
                texts[path] = text.Content;
                break;
            default:
                texts[path] = value.ToJson();
                break;
        }
    }
}
