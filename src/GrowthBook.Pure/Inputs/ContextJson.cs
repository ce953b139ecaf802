using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Contexts between JSON and records, in the form of an evaluation record's member <c>context</c>.</summary>
internal static class ContextJson
{
    /// <summary>Reads a context. Members of the wrong type are reported and have their default.</summary>
    public static Context Read(Value? value, Payload payload, Faults faults)
    {
        if (value is null or Value.Null)
            return new Context(payload, Attributes.Empty);
        if (value is not Value.Object source)
        {
            faults.Fatal("the context is not a JSON object");
            return new Context(payload, Attributes.Empty);
        }
        var members = new Members(source, faults);
        return new Context(payload, ReadAttributes("attributes", ref members))
        {
            AttributeOverrides = ReadAttributes("attributeOverrides", ref members),
            Url = members.Text("url") ?? "",
            Enabled = members.Flag("enabled") ?? true,
            QaMode = members.Flag("qaMode") ?? false,
            ForcedVariations = ReadForcedVariations(ref members),
            ForcedFeatureValues = members.Object("forcedFeatureValues") ?? Value.Object.Empty,
            StickyBuckets = ReadStickyBuckets(ref members),
        };
    }

    /// <summary>The context without its payload; members that have their default are left out.</summary>
    public static Value.Object ToValue(Context context)
    {
        var members = new ObjectMembers(8);
        members.Set("attributes", context.Attributes.Members);
        if (context.AttributeOverrides.Count > 0)
            members.Set("attributeOverrides", context.AttributeOverrides.Members);
        if (context.Url.Length > 0)
            members.Set("url", context.Url);
        if (!context.Enabled)
            members.Set("enabled", false);
        if (context.QaMode)
            members.Set("qaMode", true);
        if (!context.ForcedVariations.IsEmpty)
            members.Set("forcedVariations", ForcedVariations(context));
        if (context.ForcedFeatureValues.Count > 0)
            members.Set("forcedFeatureValues", context.ForcedFeatureValues);
        if (context.StickyBuckets is { } buckets)
        {
            members.Set("stickyBucketAssignmentDocs", new Value.Object(buckets.Documents.Select(
                document => new KeyValuePair<string, Value>(document.Key, document.Value.ToValue()))));
        }
        return new Value.Object(members);
    }

    private static Value.Object ForcedVariations(Context context) => new(context.ForcedVariations
        .OrderBy(forced => forced.Key, StringComparer.Ordinal)
        .Select(forced => new KeyValuePair<string, Value>(forced.Key, forced.Value)));

    private static Attributes ReadAttributes(string name, ref Members members) =>
        members.Object(name) is { } attributes ? Attributes.From(attributes) : Attributes.Empty;

    private static ImmutableDictionary<string, int> ReadForcedVariations(ref Members members)
    {
        if (members.Object("forcedVariations") is not { } source)
            return ImmutableDictionary<string, int>.Empty;
        var forced = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var variations = new Members(source, members.Faults);
        members.Faults.Position.Enter("forcedVariations");
        foreach (var key in source.Names)
        {
            if (variations.Integer(key) is { } variation)
                forced[key] = variation;
        }
        members.Faults.Position.Leave();
        return forced.ToImmutable();
    }

    private static StickyBuckets? ReadStickyBuckets(ref Members members)
    {
        if (members.Object("stickyBucketAssignmentDocs") is not { } source)
            return null;
        var buckets = StickyBuckets.Empty;
        var faults = members.Faults;
        faults.Position.Enter("stickyBucketAssignmentDocs");
        foreach (var member in source)
        {
            faults.Position.Enter(member.Key);
            if (StickyAssignmentDocument.Read(member.Value, faults) is { } document)
                buckets = buckets.With(member.Key, document);
            faults.Position.Leave();
        }
        faults.Position.Leave();
        return buckets;
    }
}
