using System.Collections.Immutable;
using GrowthBook;
using GrowthBook.AspNetCore;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>A request of remote evaluation. As for the GrowthBook proxy, all members are optional: a user without <c>attributes</c> has none.</summary>
internal sealed record EvaluationRequest(Attributes Attributes, ImmutableDictionary<string, int> ForcedVariations, Value.Object ForcedFeatures, string Url)
{
    public const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxKeys = 1000;

    private static readonly string[] Members = ["attributes", "forcedVariations", "forcedFeatures", "url"];

    /// <summary>Reads a request; no request and the fault if it is malformed.</summary>
    public static (EvaluationRequest? Request, string? Fault) Read(HttpRequest request, ReadOnlySpan<byte> json)
    {
        var (body, bodyFault) = JsonBody.Read(request, json);
        if (bodyFault is not null)
            return (null, $"the body is no JSON object: {bodyFault}");
        if (MisspeltOf(body) is { } misspelt)
            return (null, misspelt);
        var (attributes, attributesFault) = ObjectOf(body, "attributes");
        var (variations, variationsFault) = ForcedVariationsOf(body);
        var (features, featuresFault) = ForcedFeaturesOf(body["forcedFeatures"]);
        var urlFault = body["url"] is Value.String or Value.Null ? null : "url is no string";
        if ((attributesFault ?? variationsFault ?? featuresFault ?? urlFault) is { } fault)
            return (null, fault);
        return (new EvaluationRequest(
            Attributes.From(attributes),
            variations,
            features,
            body["url"].AsString() ?? ""), null);
    }

    /// <summary>Returns the fault of a member that is near to one of a request; others are those of newer SDKs.</summary>
    private static string? MisspeltOf(Attributes body)
    {
        foreach (var (member, _) in body)
        {
            if (!Members.Contains(member) && NearestName.Near(member, Members) is { } nearest)
                return $"the body has a member that no request has; did you mean {nearest}?";
        }
        return null;
    }

    private static (Value.Object Members, string? Fault) ObjectOf(Attributes body, string name) => body[name] switch
    {
        Value.Object { Count: > MaxKeys } => (Value.Object.Empty, TooMany(name)),
        Value.Object members => (members, null),
        Value.Null => (Value.Object.Empty, null),
        _ => (Value.Object.Empty, $"{name} is no object"),
    };

    private static (ImmutableDictionary<string, int> Variations, string? Fault) ForcedVariationsOf(Attributes body)
    {
        var (members, fault) = ObjectOf(body, "forcedVariations");
        var variations = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var (key, value) in members)
        {
            if (value.AsInt32() is not { } index)
                return (ImmutableDictionary<string, int>.Empty, "forcedVariations has a value that is no integer");
            variations.Add(key, index);
        }
        return (variations.ToImmutable(), fault);
    }

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
