namespace GrowthBook.Urls;

/// <summary>
/// A URL as targeting reads it. It is parsed once for all patterns of an evaluation, and each part is made when the first pattern
/// needs it. Used by one thread.
/// </summary>
internal sealed class PageUrl(string text)
{
    /// <summary>Up to this many query pairs are searched one by one.</summary>
    private const int LinearSearchLimit = 8;

    private static readonly WebUrl? RelativeBase = WebUrl.Parse("https://_");

    private readonly WebUrl? _url = WebUrl.Parse(text, RelativeBase);
    private IReadOnlyList<KeyValuePair<string, string>>? _pairs;
    private Dictionary<string, string>? _firstValues;
    private QueryOverrides? _overrides;

    /// <summary>Whether the text is a URL, or one relative to a page.</summary>
    public bool IsUrl => _url is not null;

    /// <summary>The number of characters of the text.</summary>
    public int Length => text.Length;

    public string Host => field ??= _url!.Host;

    public string Pathname => field ??= _url!.Pathname;

    public string Hash => field ??= _url!.Hash;

    public string Href => field ??= _url!.Href;

    /// <summary>The text after the origin.</summary>
    /// <example>The origin of <c>data:,abc</c> is the text <c>null</c>, so four characters are dropped: <c>:,abc</c>.</example>
    public string AfterOrigin => field ??= Href.Substring(Math.Min(_url!.Origin.Length, Href.Length));

    /// <summary>The variations that the query string forces.</summary>
    public QueryOverrides Overrides => _overrides ??= new QueryOverrides(text);

    /// <summary>The first value of a query key; <c>""</c> without one.</summary>
    public string FirstValue(string key)
    {
        _pairs ??= _url!.SearchParams;
        if (_pairs.Count > LinearSearchLimit)
            return (_firstValues ??= FirstValues(_pairs)).TryGetValue(key, out var value) ? value : "";
        foreach (var pair in _pairs)
        {
            if (pair.Key == key)
                return pair.Value;
        }
        return "";
    }

    private static Dictionary<string, string> FirstValues(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var values = new Dictionary<string, string>(KeyedTexts.Comparer);
        for (var i = pairs.Count - 1; i >= 0; i--)
            values[pairs[i].Key] = pairs[i].Value;
        return values;
    }
}
