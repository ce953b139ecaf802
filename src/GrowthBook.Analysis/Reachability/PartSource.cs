namespace GrowthBook.Analysis;

/// <summary>Reads a part of a payload by itself, also if the payload is encrypted, with the saved groups and bandits that it may name.</summary>
internal static class PartSource
{
    /// <summary>A feature.</summary>
    public static PayloadSource Of(WrittenParts parts, WrittenFeature feature) => Of(parts, new KeyValuePair<string, Value>("features", new Value.Object([new(feature.Key, feature.Json)])));

    /// <summary>The feature of a rule, or one of the payload's own experiments.</summary>
    public static PayloadSource Of(WrittenParts parts, WrittenFeature? feature, WrittenRule rule) =>
        feature is not null ? Of(parts, feature) : Of(parts, new KeyValuePair<string, Value>("experiments", new Value.Array([rule.Json])));

    private static PayloadSource Of(WrittenParts parts, KeyValuePair<string, Value> part) =>
        PayloadSource.Read(ValueWriter.ToUtf8(new Value.Object([part, new("savedGroups", parts.SavedGroups), new("contextualBandits", parts.Bandits)])));
}
