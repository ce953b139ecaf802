using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Decides whether a page is targeted by a list of URL rules.</summary>
internal static class UrlTargeting
{
    /// <summary>
    /// Whether a page is targeted: no excluding rule matches, and an including rule matches or there is none. An empty
    /// list targets nothing. Text that is not a URL matches no rule, so a list of excluding rules targets it.
    /// </summary>
    /// <param name="url">The URL of the page.</param>
    /// <param name="targets">The rules.</param>
    /// <param name="scope">The steps that are left: each rule takes one, and more where the URL is long.</param>
    public static bool IsTargeted(PageUrl url, IReadOnlyList<CompiledUrlTarget> targets, ref ConditionScope scope)
    {
        if (targets.Count == 0)
            return false;
        var included = false;
        var hasIncludes = false;
        foreach (var target in targets)
        {
            hasIncludes |= target.Include;
            if (!scope.Take(1, "urlPatterns"))
                return false;
            if (!url.IsUrl || !target.IsMatch(url, ref scope))
                continue;
            if (!target.Include)
                return false;
            included = true;
        }
        return included || !hasIncludes;
    }
}
