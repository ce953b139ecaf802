using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GrowthBook.Analysis;

/// <summary>Counts, by feature, the users or records with a value of each attribute that its changed rules test. A commutative monoid: <see cref="Merge"/>.</summary>
internal sealed class TestedAttributes
{
    /// <summary>The member of the JSON with this.</summary>
    public const string Member = "tested";

    private readonly Dictionary<(string Feature, string Attribute), long> _counts = [];

    /// <summary>Adds a user or a record.</summary>
    /// <param name="context">The user. An attribute that is <c>null</c> is no value.</param>
    /// <param name="tested">The features with their attributes.</param>
    public void Add(Context context, ImmutableArray<(string Feature, string Attribute)> tested)
    {
        foreach (var each in tested)
            Add(each, (context.AttributeOverrides.TryGetValue(each.Attribute, out var overridden) ? overridden : context.Attributes[each.Attribute]) is not Value.Null ? 1 : 0);
    }

    public void Merge(TestedAttributes other)
    {
        foreach (var (each, count) in other._counts)
            Add(each, count);
    }

    /// <summary>The counts by feature and attribute.</summary>
    public Value.Object ToValue() => new(_counts.GroupBy(each => each.Key.Feature, StringComparer.Ordinal).OrderBy(feature => feature.Key, StringComparer.Ordinal).Select(feature => new KeyValuePair<string, Value>(
        feature.Key,
        new Value.Object(feature.OrderBy(each => each.Key.Attribute, StringComparer.Ordinal).Select(each => new KeyValuePair<string, Value>(each.Key.Attribute, each.Value))))));

    /// <summary>The attributes that no user has, with their features, from the JSON of the counts, which parts of earlier versions do not have.</summary>
    public static Value.Array UnseenOf(Value counts) => new(
        from feature in counts as Value.Object ?? Value.Object.Empty
        from attribute in AttributeCounts.MissingOf(feature.Value)
        group feature.Key by attribute into unseen
        orderby unseen.Key
        select (Value)new Value.Object([new("attribute", unseen.Key), new("features", new Value.Array(unseen.Select(feature => (Value)feature)))]));

    private void Add((string Feature, string Attribute) each, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, each, out _) += count;
}
