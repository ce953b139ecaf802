namespace GrowthBook.Urls;

/// <summary>Decides whether a page is targeted by a list of URL rules.</summary>
internal static class UrlTargeting
{
    private static readonly WebUrl? RelativeBase = WebUrl.Parse("https://_");

    /// <summary>
    /// An excluding rule that matches decides at once. Otherwise one matching including rule is enough, and none
    /// is needed when the list only excludes. An empty list targets nothing, and a text that is no URL matches
    /// no rule, so a list that only excludes targets it.
    /// </summary>
    public static bool IsTargeted(string url, IReadOnlyList<CompiledUrlTarget> targets)
    {
        if (targets.Count == 0)
            return false;
        WebUrl? parsed = WebUrl.Parse(url, RelativeBase);
        bool included = false;
        bool hasIncludes = false;
        foreach (CompiledUrlTarget target in targets)
        {
            hasIncludes |= target.Include;
            if (parsed is null || !target.IsMatch(parsed))
                continue;
            if (!target.Include)
                return false;
            included = true;
        }
        return included || !hasIncludes;
    }
}
