namespace GrowthBook.Client;

/// <summary>Reads payloads that a server sent.</summary>
internal static class PayloadText
{
    /// <summary>Parses a payload; a text that the features endpoint never sends has an additional error.</summary>
    public static Parsed<Payload> Read(ReadOnlySpan<byte> json, string? decryptionKey)
    {
        var (payload, errors) = Payload.Parse(json, decryptionKey);
        if (errors.IsEmpty && payload.FeatureKeys.Count == 0 && EmptyObject.Is(json))
            errors = [new PayloadError(ErrorSeverity.Fatal, "$", "the object is empty: the features endpoint never sends this")];
        else if (payload.FeatureKeys.Count == 0 && !errors.Any(CostsTheFeatures) && !FeaturesPart.IsIn(json))
            errors = errors.Add(new PayloadError(ErrorSeverity.Error, "$.features", "missing or null: the features endpoint always sends features"));
        return new Parsed<Payload>(payload, errors);
    }

    /// <summary>Whether an error means that the text is no payload at all.</summary>
    public static bool IsNoPayload(PayloadError error) =>
        error.Severity == ErrorSeverity.Fatal || (error.Severity == ErrorSeverity.Error && error.Path == "$");

    /// <summary>Whether an error makes all features unreadable.</summary>
    public static bool CostsTheFeatures(PayloadError error) =>
        error.Severity != ErrorSeverity.Warning && error.Path is "$" or "$.features" or "$.encryptedFeatures";
}
