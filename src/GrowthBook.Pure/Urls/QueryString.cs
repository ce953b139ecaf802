namespace GrowthBook.Urls;

/// <summary>The query string as experiments use it: to force a variation, and to carry over to a redirect.</summary>
internal static class QueryString
{
    /// <summary>
    /// The variation that a query such as <c>?my-experiment=1</c> forces, or null. The query is read raw, with no
    /// percent-decoding; the first pair whose key is the experiment's decides, and a value that is no number, is
    /// negative or is not below <paramref name="variations"/> forces nothing. Allocates nothing.
    /// </summary>
    /// <example><c>?a=1?a=0</c> ends at the second question mark; <c>?a=0x1 apples</c> is 1.</example>
    public static int? Override(string experimentKey, string url, int variations)
    {
        int question = url.IndexOf('?');
        if (question < 0)
            return null;
        var query = QueryText.Behind(url, question);
        int start = 0;
        while (start <= query.Length)
        {
            int end = query.IndexOf('&', start, query.Length);
            int keyEnd = query.IndexOf('=', start, end);
            if (query.IsEqual(start, keyEnd, experimentKey))
            {
                // What follows a second equals sign is dropped.
                int valueStart = Math.Min(keyEnd + 1, end);
                int value = LeadingInteger.Parse(query.Slice(valueStart, query.IndexOf('=', valueStart, end)));
                return value >= 0 && value < variations ? value : null;
            }
            start = end + 1;
        }
        return null;
    }

    /// <summary>
    /// The target with those query pairs of the current URL whose key it does not have. Unchanged, down to the
    /// letter, when either of the two is no absolute URL.
    /// </summary>
    /// <example>Only an addition re-encodes the query: <c>?q=a%20b</c> becomes <c>?q=a+b&amp;x=1</c>.</example>
    public static string Merge(string currentUrl, string targetUrl)
    {
        WebUrl? current = WebUrl.Parse(currentUrl);
        WebUrl? target = WebUrl.Parse(targetUrl);
        if (current is null || target is null)
            return targetUrl;
        var merged = new List<KeyValuePair<string, string>>(target.SearchParams);
        var keys = new HashSet<string>(merged.Select(pair => pair.Key), StringComparer.Ordinal);
        int own = merged.Count;
        foreach (KeyValuePair<string, string> pair in current.SearchParams)
        {
            if (keys.Add(pair.Key))
                merged.Add(pair);
        }
        return (merged.Count == own ? target : target.WithSearchParams(merged)).Href;
    }
}
