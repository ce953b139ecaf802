namespace GrowthBook.Urls;

/// <summary>The overrides in a long query string by their keys, read once for all experiments of an evaluation.</summary>
internal sealed class QueryOverrides
{
    /// <summary>Per key the number of its first value.</summary>
    private readonly Dictionary<string, int> _numbers = new(KeyedTexts.Comparer);

    public QueryOverrides(string url)
    {
        var question = url.IndexOf('?');
        if (question < 0)
            return;
        var query = QueryText.After(url, question);
        for (var start = 0; start <= query.Length;)
        {
            var end = query.IndexOf('&', start, query.Length);
            var keyEnd = query.IndexOf('=', start, end);
            var key = query.Slice(start, keyEnd).ToString();
            if (!_numbers.ContainsKey(key))
                _numbers.Add(key, QueryString.NumberAfter(query, keyEnd, end));
            start = end + 1;
        }
    }

    /// <summary>As <see cref="QueryString.Override"/>.</summary>
    public int? Find(string experimentKey, int variations) =>
        _numbers.TryGetValue(experimentKey, out var number) && number >= 0 && number < variations ? number : null;
}
