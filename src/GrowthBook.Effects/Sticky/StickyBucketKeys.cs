using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The keys of the sticky bucket documents that concern a user.</summary>
public static class StickyBucketKeys
{
    /// <summary>
    /// The keys of the documents that evaluations in a context can need: one for each attribute by which the payload
    /// buckets and of which the user has a value. An attribute that is absent, <c>null</c>, <c>""</c>, <c>0</c> or
    /// <c>false</c> identifies nobody and has no document.
    /// </summary>
    /// <param name="context">The payload and the user.</param>
    /// <returns>Keys such as <c>id||123</c>, each once.</returns>
    public static ImmutableArray<string> Of(Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var keys = ImmutableArray.CreateBuilder<string>();
        foreach (var name in context.Payload.StickyBucketAttributes())
        {
            var value = context.AttributeOverrides.TryGetValue(name, out var overridden) ? overridden : context.Attributes[name];
            if (value.IsTruthy)
                keys.Add(Of(name, value));
        }
        return keys.ToImmutable();
    }

    /// <summary>The key of a document.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">Its value; one that is not a string is written as JSON text.</param>
    /// <returns>A key such as <c>id||123</c>.</returns>
    public static string Of(string attribute, Value value)
    {
        _ = attribute ?? throw new ArgumentNullException(nameof(attribute));
        return attribute + "||" + (value is Value.String text ? text.Content : (value ?? throw new ArgumentNullException(nameof(value))).ToString());
    }

    /// <summary>The part of a key that may be logged.</summary>
    internal static string AttributeOf(string key)
    {
        var end = key.IndexOf("||", StringComparison.Ordinal);
        return end < 0 ? "" : key.Substring(0, end);
    }
}
