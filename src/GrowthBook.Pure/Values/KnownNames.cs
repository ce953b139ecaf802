namespace GrowthBook;

/// <summary>
/// The member names of payloads, so that reading one makes no new string.
/// </summary>
internal static class KnownNames
{
    private static readonly (byte[] Utf8, string Name)[][] ByLength = Group(
        "id", "key", "url", "seed", "meta", "name", "type", "gate", "phase", "rules", "force", "value", "range",
        "$in", "$eq", "$ne", "$lt", "$gt", "$or", "$and", "$nor", "$not", "$all", "$nin", "$lte", "$gte", "$ini", "$veq", "$vgt",
        "ranges", "active", "values", "tracks", "weights", "filters", "include", "pattern", "coverage", "condition",
        "contexts", "leafId", "attribute", "namespace", "variations", "experiment", "result", "hashVersion",
        "passthrough", "defaultValue", "hashAttribute", "bucketVersion", "minBucketVersion", "fallbackAttribute",
        "parentConditions", "disableStickyBucketing", "$inGroup", "$notInGroup", "$regex", "$vgte", "$vlte", "$vlt",
        "$exists", "$elemMatch", "$size", "$type", "contextualBanditRef", "contextualVariations", "urlPatterns");

    /// <summary>The name that the bytes spell, or <c>null</c> when it is none of the known ones.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= ByLength.Length)
            return null;
        foreach (var (bytes, name) in ByLength[utf8.Length])
        {
            if (utf8.SequenceEqual(bytes))
                return name;
        }
        return null;
    }

    private static (byte[] Utf8, string Name)[][] Group(params string[] names) =>
        Enumerable.Range(0, names.Max(name => name.Length) + 1)
            .Select(length => names.Where(name => name.Length == length)
                .Select(name => (System.Text.Encoding.ASCII.GetBytes(name), name)).ToArray())
            .ToArray();
}
