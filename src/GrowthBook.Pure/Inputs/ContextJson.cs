using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Contexts between JSON and records, in the form of an evaluation record's member <c>context</c>.</summary>
internal static class ContextJson
{
    private static readonly MemberNames Names = new(
        "attributes", "url", "attributeOverrides", "forcedVariations", "forcedFeatureValues", "enabled", "qaMode", "stickyBucketAssignmentDocs",
        "disableVisualExperiments", "disableUrlRedirectExperiments", "disableCrossOriginUrlRedirectExperiments", "disableQueryStringVariations",
        "blockedChangeIds");

    /// <summary>
    /// Reads a context. Members of the wrong type are reported and have their default; members that contexts do not have are warnings.
    /// </summary>
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
        return Read(ref members, payload);
    }

    /// <summary>Reads the members of a context.</summary>
    public static Context Read(ref Members members, Payload payload)
    {
        members.Expect(Names);
        var context = new Context(payload, ReadAttributes("attributes", ref members))
        {
            Url = members.Text("url") ?? "",
            Enabled = members.Flag("enabled") ?? true,
            QaMode = members.Flag("qaMode") ?? false,
            DisableVisualExperiments = members.Flag("disableVisualExperiments") ?? false,
            DisableUrlRedirectExperiments = members.Flag("disableUrlRedirectExperiments") ?? false,
            DisableCrossOriginUrlRedirectExperiments = members.Flag("disableCrossOriginUrlRedirectExperiments") ?? false,
            DisableQueryStringVariations = members.Flag("disableQueryStringVariations") ?? false,
            StickyBuckets = ReadStickyBuckets(ref members),
        };
        if (!(members.Has("attributeOverrides") || members.Has("forcedVariations") || members.Has("forcedFeatureValues") || members.Has("blockedChangeIds")))
            return context;
        return context with
        {
            AttributeOverrides = ReadAttributes("attributeOverrides", ref members),
            ForcedVariations = ReadForcedVariations(ref members),
            ForcedFeatureValues = members.Object("forcedFeatureValues") ?? Value.Object.Empty,
            BlockedChangeIds = ReadBlockedChangeIds(ref members),
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
        if (context.DisableVisualExperiments)
            members.Set("disableVisualExperiments", true);
        if (context.DisableUrlRedirectExperiments)
            members.Set("disableUrlRedirectExperiments", true);
        if (context.DisableCrossOriginUrlRedirectExperiments)
            members.Set("disableCrossOriginUrlRedirectExperiments", true);
        if (context.DisableQueryStringVariations)
            members.Set("disableQueryStringVariations", true);
        if (!context.BlockedChangeIds.IsEmpty)
            members.Set("blockedChangeIds", new Value.Array(context.BlockedChangeIds.OrderBy(id => id, StringComparer.Ordinal).Select(id => (Value)id)));
        if (context.StickyBuckets is { } buckets)
            members.Set("stickyBucketAssignmentDocs", buckets.ToValue());
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
        var forced = ImmutableDictionary.CreateBuilder<string, int>(KeyedTexts.Comparer);
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

    private static ImmutableHashSet<string> ReadBlockedChangeIds(ref Members members)
    {
        if (members.Array("blockedChangeIds") is not { } source)
            return [];
        var faults = members.Faults;
        var ids = ImmutableHashSet.CreateBuilder<string>(KeyedTexts.Comparer);
        faults.Position.Enter("blockedChangeIds");
        for (var i = 0; i < source.Count; i++)
        {
            faults.Position.Enter(i);
            if (source[i] is Value.String id)
                ids.Add(id.Content);
            else
                faults.Error("not a string");
            faults.Position.Leave();
        }
        faults.Position.Leave();
        return ids.ToImmutable();
    }

    private static StickyBuckets? ReadStickyBuckets(ref Members members)
    {
        if (members.Object("stickyBucketAssignmentDocs") is not { } source)
            return null;
        members.Faults.Position.Enter("stickyBucketAssignmentDocs");
        var buckets = StickyBuckets.Read(source, members.Faults);
        members.Faults.Position.Leave();
        return buckets;
    }
}
