using System.Globalization;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>The query parameters of a URL, read once for all experiments of an explanation.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, string> _keysInLowerCase = new(KeyedTexts.Comparer);

    public QueryParameters(string url)
    {
        _values = QueryOverrides.FirstValues(url, QueryString.TextAfter);
        foreach (var key in _values.Keys)
            _keysInLowerCase[EcmaCase.ToLower(key)] = key;
    }

    /// <summary>The first value of a key, without percent-decoding; <c>null</c> without one.</summary>
    public string? Find(string key) => _values.TryGetValue(key, out var value) ? value : null;

    /// <summary>The key that stands in the place of an experiment's, with the index of a variation; <c>null</c> if there is none.</summary>
    /// <param name="experiment">The experiment, whose key the URL does not have.</param>
    /// <param name="feature">The key of the feature that is evaluated.</param>
    public (string Key, string Index)? Likely(Experiment experiment, string feature)
    {
        if (_values.Count == 0)
            return null;
        if (IndexOf(feature, experiment) is { } index)
            return (feature, index);
        return _keysInLowerCase.TryGetValue(EcmaCase.ToLower(experiment.Key), out var key) && IndexOf(key, experiment) is { } ofKey ? (key, ofKey) : null;
    }

    private string? IndexOf(string key, Experiment experiment) => Find(key) is { } value
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < experiment.Variations.Length ? value : null;
}
