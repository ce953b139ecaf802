using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Reads what a server answered. What no endpoint of features would answer has an error besides those of the payload.</summary>
internal static class PayloadText
{
    public static (Payload Payload, ImmutableArray<PayloadError> Errors) Read(ReadOnlySpan<byte> json, string? decryptionKey)
    {
        var (payload, errors) = Payload.Parse(json, decryptionKey);
        if (errors.IsEmpty && payload.FeatureKeys.Count == 0 && EmptyObject.Is(json))
            errors = [new PayloadError(ErrorSeverity.Fatal, "$", "the object is empty: this is not what the features endpoint answers")];
        else if (payload.FeatureKeys.Count == 0 && !errors.Any(PayloadSnapshot.CostsTheFeatures) && !FeaturesPart.IsIn(json))
            errors = errors.Add(new PayloadError(ErrorSeverity.Error, "$.features", "missing or null: the features endpoint always answers with features"));
        return (payload, errors);
    }
}
