using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Decides whether a page is targeted by a list of URL rules.</summary>
internal static class UrlTargeting
{
    private static readonly WebUrl? RelativeBase = WebUrl.Parse("https://_");

    /// <summary>
    /// Whether a page is targeted: no excluding rule matches, and an including rule matches or there is none. An empty
    /// list targets nothing. Text that is not a URL matches no rule, so a list of excluding rules targets it.
    /// </summary>
    public static bool IsTargeted(string url, IReadOnlyList<CompiledUrlTarget> targets)
    {
        if (targets.Count == 0)
            return false;
        var parsed = WebUrl.Parse(url, RelativeBase);
        var included = false;
        var hasIncludes = false;
        foreach (var target in targets)
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
