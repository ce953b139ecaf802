using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The keys of the sticky bucket documents of a user.</summary>
public static class StickyBucketKeys
{
    /// <summary>
    /// Returns the keys of the documents that evaluations in a context can need: one per attribute that the payload buckets by
    /// and that has a value. An attribute that is absent, <c>null</c>, <c>""</c>, <c>0</c> or <c>false</c> identifies no user and
    /// has no document.
    /// </summary>
    /// <param name="context">The payload and the user.</param>
    /// <returns>Keys such as <c>id||123</c>, without repetitions.</returns>
    public static ImmutableArray<string> Of(Context context) =>
        Of(context ?? throw new ArgumentNullException(nameof(context)), context.Payload.StickyBucketAttributes);

    /// <summary>
    /// Returns the keys of the documents of a user's attributes: one per attribute that has a value. An attribute that is absent, <c>null</c>,
    /// <c>""</c>, <c>0</c> or <c>false</c> identifies no user and has no document.
    /// </summary>
    /// <param name="context">The user.</param>
    /// <param name="names">The attributes, such as those of <see cref="GrowthBookClient.StickyBucketAttributesOf"/>; each once.</param>
    /// <returns>Keys such as <c>id||123</c>.</returns>
    public static ImmutableArray<string> Of(Context context, ImmutableArray<string> names)
    {
        var attributes = (context ?? throw new ArgumentNullException(nameof(context))).EffectiveAttributes();
        if (names.IsDefaultOrEmpty)
            return [];
        var keys = ImmutableArray.CreateBuilder<string>(names.Length);
        foreach (var name in names)
        {
            var value = attributes[name];
            if (value.IsTruthy)
                keys.Add(Of(name, value));
        }
        return keys.DrainToImmutable();
    }

    /// <summary>Returns the key of a document.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The attribute's value; the text of a string, and a value of another kind as JSON text.</param>
    /// <returns>A key such as <c>id||123</c>.</returns>
    public static string Of(string attribute, Value value) => StickyAssignmentDocument.KeyOf(
        attribute ?? throw new ArgumentNullException(nameof(attribute)),
        (value ?? throw new ArgumentNullException(nameof(value))).ToString());

    /// <summary>Returns the part of a key that may be logged.</summary>
    internal static string AttributeOf(string key)
    {
        var end = key.IndexOf("||", StringComparison.Ordinal);
        return end < 0 ? "" : key.Substring(0, end);
    }
}
