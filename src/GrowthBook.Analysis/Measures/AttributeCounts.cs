using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GrowthBook.Analysis;

/// <summary>Counts the users or records with a value for each of the attributes that are hashed. A commutative monoid: <see cref="Merge"/>.</summary>
internal sealed class AttributeCounts
{
    /// <summary>The member of the JSON with this.</summary>
    public const string Member = "attributes";

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The attributes that no user has a value for.</summary>
    public IEnumerable<string> Missing => MissingOf(ToValue());

    /// <summary>The names of the first user's attributes.</summary>
    public ImmutableArray<string> Names { get; private set; } = [];

    /// <summary>Adds a user.</summary>
    /// <param name="attributes">The user's attributes. <c>null</c>, <c>""</c>, 0 and <c>false</c> are no value to hash.</param>
    /// <param name="hashed">The attributes to count, with the parts that hash them.</param>
    /// <param name="fallbacks">The fallback attributes of an application with sticky buckets, which take the place of values; <c>null</c> without them.</param>
    public void Add(Attributes attributes, ILookup<string, string> hashed, FallbackUsers? fallbacks)
    {
        Note(attributes);
        foreach (var attribute in hashed)
            Add(attribute.Key, attributes[attribute.Key].IsTruthy || fallbacks?.Replaces(attribute.Key, attributes) is true ? 1 : 0);
    }

    /// <summary>Adds a user or a record.</summary>
    /// <param name="context">The user. Stored assignments, and the fallback attributes of an application with sticky buckets, take the place of values.</param>
    /// <param name="hashed">The attributes to count.</param>
    /// <param name="fallbacks">The fallback attributes.</param>
    public void Add(Context context, ImmutableArray<string> hashed, FallbackUsers fallbacks)
    {
        Note(context.Attributes);
        foreach (var attribute in hashed)
            Add(attribute, context.StickyBuckets is { Count: > 0 } || context.Attributes[attribute].IsTruthy || (context.StickyBuckets is not null && fallbacks.Replaces(attribute, context.Attributes)) ? 1 : 0);
    }

    public void Merge(AttributeCounts other)
    {
        if (Names.IsEmpty)
            Names = other.Names;
        foreach (var (attribute, count) in other._counts)
            Add(attribute, count);
    }

    /// <summary>The attributes that no user has a value for, from the JSON of the counts, which parts of earlier versions do not have.</summary>
    public static IEnumerable<string> MissingOf(Value counts) =>
        (counts as Value.Object ?? Value.Object.Empty).Where(each => each.Value.AsDouble() is 0).Select(each => each.Key);

    /// <summary>A sum of tallies, without the counts of attributes that one of the two does not have: which attributes its users have is not known then.</summary>
    public static Value.Object OfBoth(Value.Object sum, Value.Object left, Value.Object right) =>
        new(sum.Where(each => each.Key is not (Member or TestedAttributes.Member) || (left[each.Key] is Value.Object && right[each.Key] is Value.Object)));

    /// <summary>The counts by attribute.</summary>
    public Value.Object ToValue() => new(_counts.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new KeyValuePair<string, Value>(each.Key, each.Value)));

    private void Note(Attributes attributes)
    {
        if (Names.IsEmpty)
            Names = [.. attributes.Members.Keys];
    }

    private void Add(string attribute, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, attribute, out _) += count;
}
