using System.Collections.Immutable;
using GrowthBook;

namespace FlagServer;

/// <summary>A request of remote evaluation.</summary>
internal sealed record EvaluationRequest(Attributes Attributes, ImmutableDictionary<string, int> ForcedVariations, Value.Object ForcedFeatures, string Url)
{
    public const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxKeys = 1000;

    /// <summary>Reads a request; no request and the fault if it is malformed.</summary>
    public static (EvaluationRequest? Request, string? Fault) Read(ReadOnlySpan<byte> json)
    {
        var (body, errors) = Attributes.Parse(json);
        if (errors.FirstOrDefault(error => error.Severity == ErrorSeverity.Fatal) is { } error)
            return (null, $"the body is no JSON object: {error.Message}");
        var (attributes, attributesFault) = ObjectOf(body, "attributes");
        var (variations, variationsFault) = ObjectOf(body, "forcedVariations");
        var (features, featuresFault) = ForcedFeaturesOf(body["forcedFeatures"]);
        if ((attributesFault ?? variationsFault ?? featuresFault) is { } fault)
            return (null, fault);
        var forced = variations.Select(each => (each.Key, Index: each.Value.AsInt32())).Where(each => each.Index is not null);
        return (new EvaluationRequest(
            Attributes.From(attributes),
            forced.ToImmutableDictionary(each => each.Key, each => each.Index!.Value, StringComparer.Ordinal),
            features,
            body["url"].AsString() ?? ""), null);
    }

    private static (Value.Object Members, string? Fault) ObjectOf(Attributes body, string name) => body[name] switch
    {
        Value.Object { Count: > MaxKeys } => (Value.Object.Empty, TooMany(name)),
        Value.Object members => (members, null),
        Value.Null => (Value.Object.Empty, null),
        _ => (Value.Object.Empty, $"{name} is no object"),
    };

    private static (Value.Object Members, string? Fault) ForcedFeaturesOf(Value value)
    {
        if (value is Value.Null)
            return (Value.Object.Empty, null);
        if (value is not Value.Array pairs)
            return (Value.Object.Empty, "forcedFeatures is no array of [key, value]");
        if (pairs.Count > MaxKeys)
            return (Value.Object.Empty, TooMany("forcedFeatures"));
        return pairs.All(pair => pair is Value.Array { Count: 2 } && pair[0] is Value.String)
            ? (new Value.Object(pairs.Select(pair => new KeyValuePair<string, Value>(pair[0].AsString()!, pair[1]))), null)
            : (Value.Object.Empty, "forcedFeatures has an element that is no [key, value]");
    }

    private static string TooMany(string name) => $"{name} has more than {MaxKeys} keys";
}
