namespace GrowthBook;

/// <summary>
/// The member names of payloads, so that reading one makes no new string.
/// </summary>
/// <remarks>Grouped in loops: at the start of a process a query would be compiled for longer than it runs.</remarks>
internal static class KnownNames
{
    private static readonly string[][] ByLength = Group(
        "id", "key", "url", "seed", "meta", "name", "type", "gate", "phase", "rules", "force", "value", "range",
        "$in", "$eq", "$ne", "$lt", "$gt", "$or", "$and", "$nor", "$not", "$all", "$nin", "$lte", "$gte", "$ini", "$veq", "$vgt",
        "ranges", "active", "values", "tracks", "weights", "filters", "include", "pattern", "coverage", "condition",
        "contexts", "leafId", "attribute", "namespace", "variations", "experiment", "result", "hashVersion",
        "passthrough", "defaultValue", "hashAttribute", "bucketVersion", "minBucketVersion", "fallbackAttribute",
        "parentConditions", "disableStickyBucketing", "$inGroup", "$notInGroup", "$regex", "$vgte", "$vlte", "$vlt",
        "$exists", "$elemMatch", "$size", "$type", "contextualBanditRef", "contextualVariations", "urlPatterns",
        "metadata", "attributeKey", "banditVersion", "persistQueryString", "manual", "changeId", "status", "features", "experiments",
        "savedGroups", "contextualBandits", "dateUpdated");

    /// <summary>The name that the bytes spell, or <c>null</c> when it is none of the known ones.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= ByLength.Length)
            return null;
        foreach (var name in ByLength[utf8.Length])
        {
            if (name[0] == utf8[0] && Utf8.IsAsciiOf(utf8, name))
                return name;
        }
        return null;
    }

    private static string[][] Group(params string[] names)
    {
        var counts = new int[names.Length];
        var longest = 0;
        foreach (var name in names)
        {
            counts[name.Length]++;
            longest = Math.Max(longest, name.Length);
        }
        var groups = new string[longest + 1][];
        for (var length = 0; length <= longest; length++)
            groups[length] = new string[counts[length]];
        foreach (var name in names)
            groups[name.Length][--counts[name.Length]] = name;
        return groups;
    }
}
