using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Secure attributes as texts: GrowthBook hashes texts only, and a number would stay in clear text, such as that of a claim. What counts as missing
/// stays so, and a boolean tells as little hashed.
/// </summary>
internal static class SecureTexts
{
    /// <summary>Returns attributes whose secure numbers, also those in arrays, are their texts; 0 and NaN count as missing and stay.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="names">The names of the secure attributes.</param>
    public static Attributes Of(Attributes attributes, ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.TryGetValue(name, out var value) && IsToHash(value))
                attributes = attributes.With(name, TextOf(value));
        }
        return attributes;
    }

    private static bool IsToHash(Value value) => value switch
    {
        Value.Number { Content: var number } => number != 0 && !double.IsNaN(number),
        Value.Array items => items.Any(static item => item is Value.Number),
        _ => false,
    };

    private static Value TextOf(Value value) => value switch
    {
        Value.Number => value.ToString(),
        Value.Array items => new Value.Array(items.Select(TextOf).ToArray()),
        _ => value,
    };
}
