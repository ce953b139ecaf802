namespace GrowthBook.Urls;

/// <summary>
/// A URL target of type simple: host, path, the named query keys and, when the pattern has one, the fragment
/// are compared; protocol and user information are not.
/// </summary>
internal sealed class SimpleUrlPattern
{
    private static readonly WebUrl? AnyHost = WebUrl.Parse("https://" + WildcardPattern.Wildcard);

    private readonly WildcardPattern _host;
    private readonly WildcardPattern _path;
    private readonly WildcardPattern? _hash;
    private readonly KeyValuePair<string, WildcardPattern>[] _query;

    private SimpleUrlPattern(WebUrl expected)
    {
        _host = new WildcardPattern(expected.Host, isPath: false);
        _path = new WildcardPattern(expected.Pathname, isPath: true);
        _hash = expected.Hash.Length == 0 ? null : new WildcardPattern(expected.Hash, isPath: false);
        _query = expected.SearchParams
            .Select(p => new KeyValuePair<string, WildcardPattern>(p.Key, new WildcardPattern(p.Value, isPath: false)))
            .ToArray();
    }

    /// <summary>
    /// Prepares a pattern; null when it is no URL. Without a host it applies to any host, and a text with a dot
    /// in front of the first colon, slash or question mark is taken for a host without protocol.
    /// </summary>
    /// <example><c>page.html</c> is the host <c>page.html</c>, <c>/page.html</c> a path.</example>
    public static SimpleUrlPattern? Parse(string pattern)
    {
        string text = (StartsWithHost(pattern) ? "https://" : "") + pattern;
        WebUrl? expected = WebUrl.Parse(text.Replace("*", WildcardPattern.Wildcard), AnyHost);
        return expected is null ? null : new SimpleUrlPattern(expected);
    }

    /// <summary>Whether the URL has all the parts the pattern asks for. A missing query key counts as empty.</summary>
    public bool IsMatch(WebUrl url) =>
        _host.IsMatch(url.Host)
        && _path.IsMatch(url.Pathname)
        && (_hash is null || _hash.IsMatch(url.Hash))
        && (_query.Length == 0 || MatchesQuery(url.SearchParams));

    private bool MatchesQuery(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        foreach (KeyValuePair<string, WildcardPattern> expected in _query)
        {
            if (!expected.Value.IsMatch(FirstValue(pairs, expected.Key)))
                return false;
        }
        return true;
    }

    private static string FirstValue(IReadOnlyList<KeyValuePair<string, string>> pairs, string key)
    {
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            if (pair.Key == key)
                return pair.Value;
        }
        return "";
    }

    private static bool StartsWithHost(string pattern)
    {
        foreach (char c in pattern)
        {
            if (c is ':' or '/' or '?' or '.')
                return c == '.';
        }
        return false;
    }
}
