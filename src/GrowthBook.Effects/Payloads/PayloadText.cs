using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Reads payloads that a server sent.</summary>
internal static class PayloadText
{
    /// <summary>Parses a payload; a text that the features endpoint never sends has an additional error.</summary>
    public static Parsed<Payload> Read(ReadOnlySpan<byte> json, string? decryptionKey)
    {
        if (HtmlText.Is(json))
            return new Parsed<Payload>(Payload.Empty, [new PayloadError(ErrorSeverity.Fatal, "$", "HTML instead of JSON")]);
        var (payload, errors) = Payload.Parse(json, decryptionKey);
        if (errors.IsEmpty && payload.FeatureKeys.Count == 0 && EmptyObject.Is(json))
            errors = [new PayloadError(ErrorSeverity.Fatal, "$", "the object is empty: the features endpoint never sends this")];
        else if (payload.FeatureKeys.Count == 0 && !errors.Any(CostsTheFeatures) && !MayLackFeatures(payload, json))
            errors = errors.Add(new PayloadError(ErrorSeverity.Error, "$.features", "missing or null: the features endpoint always sends features"));
        return new Parsed<Payload>(payload, errors);
    }

    /// <summary>The fault that makes a payload unusable: it is no payload at all, or none of its features can be read; <c>null</c> if it is usable.</summary>
    public static PayloadError? FaultOf(Payload payload, ImmutableArray<PayloadError> errors) =>
        errors.FirstOrDefault(static error => error.Severity == ErrorSeverity.Fatal) ?? (payload.FeatureKeys.Count > 0 ? null
            : errors.FirstOrDefault(error => CostsTheFeatures(error) && (error.Path != "$" || payload.Experiments.IsEmpty)));

    /// <summary>
    /// The fault that costs a usable payload a whole part, such as saved groups that cannot be decrypted: users in conditions with
    /// groups then match none. <c>null</c> if every part was read.
    /// </summary>
    public static PayloadError? LostPartOf(ImmutableArray<PayloadError> errors) =>
        errors.FirstOrDefault(error => error.Severity != ErrorSeverity.Warning && error.Path.StartsWith("$.", StringComparison.Ordinal) && error.Path.IndexOfAny(['.', '['], 2) < 0);

    /// <summary>Whether a payload has a part for features, or consists of experiments, as those that are written by hand may.</summary>
    private static bool MayLackFeatures(Payload payload, ReadOnlySpan<byte> json) =>
        FeaturesPart.In(json) ?? !payload.Experiments.IsEmpty;

    /// <summary>
    /// Whether the features, or one of them, could not be read. An error of the root is that of an object that is no payload, or stands for the faults
    /// that are not listed: it tells of the features only where there are none.
    /// </summary>
    private static bool CostsTheFeatures(PayloadError error) => error.Severity != ErrorSeverity.Warning
        && (error.Path == "$" || IsIn("$.features", error.Path) || IsIn("$.encryptedFeatures", error.Path));

    private static bool IsIn(string part, string path) =>
        path.StartsWith(part, StringComparison.Ordinal) && (path.Length == part.Length || path[part.Length] is '.' or '[');
}
