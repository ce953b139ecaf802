namespace GrowthBook;

/// <summary>A forced value of another kind than the values of its feature, such as the text <c>off</c> for a boolean, which is on.</summary>
/// <param name="Forced">The kind of the forced value, such as <c>a string</c>.</param>
/// <param name="Own">The kind of the feature's values.</param>
/// <param name="Mend">What to write, with the verb.</param>
internal sealed record ForcedKind(string Forced, string Own, string Mend)
{
    /// <summary>Texts and numbers that people write for a boolean.</summary>
    private static readonly string[] Off = ["off", "no", "n", "f", "false", "disable", "disabled", "0", "-0", ""], On = ["on", "yes", "y", "t", "true", "enable", "enabled", "1"];

    /// <summary>
    /// Returns the kinds and the mend, by the feature's first value that is not <c>null</c>, beginning with the default value. Returns <c>null</c> if a value of the
    /// feature has the forced kind; objects and arrays are one kind. <c>null</c> fits every kind, and a feature without another value, or that the payload does not
    /// have, takes any value.
    /// </summary>
    public static ForcedKind? Of(Payload payload, string feature, Value forced)
    {
        if (forced is Value.Null)
            return null;
        var first = default(Value);
        foreach (var value in payload.ValuesOf(feature))
        {
            if (value is Value.Null)
                continue;
            if (AreOneKind(value, forced))
                return null;
            first ??= value;
        }
        return first is null ? null : new ForcedKind(ValueKinds.Of(forced), ValueKinds.Of(first), MendOf(first, forced));
    }

    private static bool AreOneKind(Value one, Value other) =>
        one is Value.Object or Value.Array ? other is Value.Object or Value.Array : ValueKinds.Of(one) == ValueKinds.Of(other);

    private static string MendOf(Value own, Value forced) => own switch
    {
        Value.Boolean when IsAmong(Off, forced) => "write false",
        Value.Boolean when IsAmong(On, forced) => "write true",
        Value.Boolean => "write true or false",
        Value.Number => "write a number",
        Value.String => "write a text, with quotation marks where JSON is read",
        _ => $"write {ValueKinds.Of(own)} as JSON",
    };

    private static bool IsAmong(string[] words, Value value) =>
        value is Value.String or Value.Number && words.Contains(value.ToString().Trim(), StringComparer.OrdinalIgnoreCase);
}
