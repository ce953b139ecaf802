namespace GrowthBook;

/// <summary>
/// Hashing of secure attributes. A connection may hash the operands of conditions on sensitive attributes, so that
/// the payload does not show them; the attributes must then be hashed in the same way before evaluation.
/// </summary>
public static class SecureAttributes
{
    /// <summary>The hash of one value: SHA-256 of the salt followed by the value, in lower-case hexadecimal digits.</summary>
    /// <param name="salt">The secure attribute salt of the organization.</param>
    /// <param name="value">The value.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Hash(string salt, string value)
    {
        _ = salt ?? throw new ArgumentNullException(nameof(salt));
        _ = value ?? throw new ArgumentNullException(nameof(value));
        return Sha256.Hex(salt + value);
    }

    /// <summary>The attributes with some of them hashed: strings, and the strings in arrays. Other values stay as they are.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="salt">The secure attribute salt of the organization.</param>
    /// <param name="names">The names of the secure attributes; those that the user lacks are passed over.</param>
    /// <returns>New attributes.</returns>
    public static Attributes HashSecure(this Attributes attributes, string salt, params IEnumerable<string> names)
    {
        _ = attributes ?? throw new ArgumentNullException(nameof(attributes));
        _ = salt ?? throw new ArgumentNullException(nameof(salt));
        foreach (var name in names ?? throw new ArgumentNullException(nameof(names)))
        {
            if (attributes.TryGetValue(name, out var value))
                attributes = attributes.With(name, Hash(salt, value));
        }
        return attributes;
    }

    private static Value Hash(string salt, Value value) => value switch
    {
        Value.String text => Hash(salt, text.Content),
        Value.Array array => new Value.Array(array.Select(item => Hash(salt, item)).ToArray()),
        _ => value,
    };
}
