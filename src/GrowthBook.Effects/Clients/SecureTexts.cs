using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Secure attributes as texts: GrowthBook hashes texts only, and a number would stay in clear text, such as that of a claim.</summary>
internal static class SecureTexts
{
    /// <summary>Returns attributes whose secure numbers and booleans, also those in arrays, are their texts.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="names">The names of the secure attributes.</param>
    public static Attributes Of(Attributes attributes, ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.TryGetValue(name, out var value) && value is Value.Number or Value.Boolean or Value.Array)
                attributes = attributes.With(name, TextOf(value));
        }
        return attributes;
    }

    private static Value TextOf(Value value) => value switch
    {
        Value.Number or Value.Boolean => value.ToString(),
        Value.Array array => new Value.Array(array.Select(TextOf).ToArray()),
        _ => value,
    };
}
