namespace GrowthBook.Urls;

/// <summary>Query strings in experiments: they force a variation, and a redirect carries them over.</summary>
internal static class QueryString
{
    /// <summary>
    /// The variation that a query such as <c>?my-experiment=1</c> forces, or null. The query is read raw, with no
    /// percent-decoding. The first pair with the experiment's key decides. A value that is not a number, is negative, or
    /// is not below <paramref name="variations"/> forces nothing. Allocates nothing, unless the fragment divides the value.
    /// </summary>
    /// <example><c>?a=1?a=0</c> ends at the second question mark; <c>?a=0x1 apples</c> is 1.</example>
    public static int? Override(string experimentKey, string url, int variations)
    {
        var question = url.IndexOf('?');
        if (question < 0)
            return null;
        var query = QueryText.After(url, question);
        var start = 0;
        while (start <= query.Length)
        {
            var end = query.IndexOf('&', start, query.Length);
            var keyEnd = query.IndexOf('=', start, end);
            if (query.IsEqual(start, keyEnd, experimentKey))
                return NumberAfter(query, keyEnd, end) is >= 0 and var number && number < variations ? number : null;
            start = end + 1;
        }
        return null;
    }

    /// <summary>The number that the value of a pair begins with, or <see cref="LeadingInteger.None"/>. The text after a second equals sign is ignored.</summary>
    public static int NumberAfter(in QueryText query, int keyEnd, int end) => LeadingInteger.Parse(ValueAfter(query, keyEnd, end));

    /// <summary>The value of a pair, up to a second equals sign; empty for a pair without one.</summary>
    public static string TextAfter(in QueryText query, int keyEnd, int end) => ValueAfter(query, keyEnd, end).ToString();

    private static ReadOnlySpan<char> ValueAfter(in QueryText query, int keyEnd, int end)
    {
        var start = Math.Min(keyEnd + 1, end);
        return query.Slice(start, query.IndexOf('=', start, end));
    }

    /// <summary>
    /// The target with the query pairs of the current URL whose keys it lacks. Returns the target unchanged if either is
    /// not an absolute URL.
    /// </summary>
    /// <example>Only an addition re-encodes the query: <c>?q=a%20b</c> becomes <c>?q=a+b&amp;x=1</c>.</example>
    public static string Merge(string currentUrl, string targetUrl)
    {
        var current = WebUrl.Parse(currentUrl);
        var target = WebUrl.Parse(targetUrl);
        if (current is null || target is null)
            return targetUrl;
        var merged = new List<KeyValuePair<string, string>>(target.SearchParams);
        var keys = new HashSet<string>(merged.Select(pair => pair.Key), KeyedTexts.Comparer);
        var own = merged.Count;
        foreach (var pair in current.SearchParams)
        {
            if (keys.Add(pair.Key))
                merged.Add(pair);
        }
        return (merged.Count == own ? target : target.WithSearchParams(merged)).Href;
    }
}
