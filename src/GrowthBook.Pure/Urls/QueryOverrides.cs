namespace GrowthBook.Urls;

/// <summary>The overrides in a long query string by their keys, read once for all experiments of an evaluation.</summary>
internal sealed class QueryOverrides
{
    /// <summary>Per key the number of its first value.</summary>
    private readonly Dictionary<string, int> _numbers;

    public QueryOverrides(string url) => _numbers = FirstValues(url, QueryString.NumberAfter);

    /// <summary>Reads the value of a pair.</summary>
    public delegate T PairReader<T>(in QueryText query, int keyEnd, int end);

    /// <summary>The first value of each key in the query string.</summary>
    public static Dictionary<string, T> FirstValues<T>(string url, PairReader<T> read)
    {
        var values = new Dictionary<string, T>(KeyedTexts.Comparer);
        var question = url.IndexOf('?');
        if (question < 0)
            return values;
        var query = QueryText.After(url, question);
        for (var start = 0; start <= query.Length;)
        {
            var end = query.IndexOf('&', start, query.Length);
            var keyEnd = query.IndexOf('=', start, end);
            var key = query.Slice(start, keyEnd).ToString();
            if (!values.ContainsKey(key))
                values.Add(key, read(query, keyEnd, end));
            start = end + 1;
        }
        return values;
    }

    /// <summary>As <see cref="QueryString.Override"/>.</summary>
    public int? Find(string experimentKey, int variations) =>
        _numbers.TryGetValue(experimentKey, out var number) && number >= 0 && number < variations ? number : null;
}
