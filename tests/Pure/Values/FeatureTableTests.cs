namespace GrowthBook.Pure.Tests.Values;

public sealed class FeatureTableTests
{
    /// <summary>More keys than slots have neighbours, lengths around the four characters that are hashed at once, and lone surrogates.</summary>
    [Fact]
    public void Every_key_is_found_and_no_other()
    {
        string[] keys =
        [
            .. Enumerable.Range(0, 5000).Select(i => $"feature-{i}"),
            .. Enumerable.Range(0, 20).Select(length => new string('x', length)),
            .. Enumerable.Range(1, 20).Select(length => new string('\0', length)),
            "\ud800", "\udc00", "\ud800\udc00", "constructor", "__proto__",
        ];
        var table = Table(Array.ConvertAll(keys, key => Feature(key)));

        Assert.Equal(keys, table);
        Assert.All(keys, key => Assert.Equal(key, table.Find(new string(key.ToCharArray())).Key));
        Assert.All(keys, key => Assert.False(table.Find(key + "?").Exists));
    }

    [Fact]
    public void Of_features_with_one_key_the_last_counts()
    {
        var table = Table(Feature("a"), Feature("b"), Feature("a", "last"));

        Assert.Equal(["a", "b"], table);
        var keys = ((System.Collections.IEnumerable)table).GetEnumerator();
        Assert.True(keys.MoveNext());
        Assert.Equal("a", keys.Current);
        Assert.Equal("last", table.Find("a").Default.Result.Value);
    }

    [Fact]
    public void An_empty_table_has_nothing()
    {
        Assert.Empty(FeatureTable.Empty);
        Assert.False(FeatureTable.Empty.Find("").Exists);
    }

    private static FeatureTable Table(params Feature[] features)
    {
        var list = new FeatureList();
        foreach (var feature in features)
            list.Add(feature);
        return new FeatureTable(list);
    }

    private static Feature Feature(string key, string value = "") => new(key, new FeatureResult(value, FeatureResultSource.DefaultValue), default);
}
