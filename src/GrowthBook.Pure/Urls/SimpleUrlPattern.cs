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

    /// <summary>The host that a URL must have, with case folded; null for a pattern with a wildcard.</summary>
    public string? Host => _host.IsLiteral ? _host.Start : null;

    /// <summary>Whether the path has no wildcard, so that <see cref="PathStart"/> is all of it.</summary>
    public bool HasLiteralPath => _path.IsLiteral;

    /// <summary>The path up to the first wildcard, with case folded, without a slash at either end of the path.</summary>
    public string PathStart => _path.Start;

    /// <summary>
    /// Prepares a pattern; null when it is not a URL. Without a host it applies to any host. A text with a dot before the
    /// first colon, slash or question mark starts with a host.
    /// </summary>
    /// <example><c>page.html</c> is the host <c>page.html</c>, <c>/page.html</c> a path.</example>
    public static SimpleUrlPattern? Parse(string pattern)
    {
        var text = (StartsWithHost(pattern) ? "https://" : "") + pattern;
        var expected = WebUrl.Parse(text.Replace("*", WildcardPattern.Wildcard), AnyHost);
        return expected is null ? null : new SimpleUrlPattern(expected);
    }

    /// <summary>Whether the URL has all parts of the pattern. A missing query key counts as empty.</summary>
    public bool IsMatch(PageUrl url) =>
        _host.IsMatch(url.Host)
        && _path.IsMatch(url.Pathname)
        && (_hash is null || _hash.IsMatch(url.Hash))
        && MatchesQuery(url);

    private bool MatchesQuery(PageUrl url)
    {
        foreach (var expected in _query)
        {
            if (!expected.Value.IsMatch(url.FirstValue(expected.Key)))
                return false;
        }
        return true;
    }

    private static bool StartsWithHost(string pattern)
    {
        foreach (var c in pattern)
        {
            if (c is ':' or '/' or '?' or '.')
                return c == '.';
        }
        return false;
    }
}
