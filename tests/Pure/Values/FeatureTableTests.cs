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
        Assert.All(keys, key => Assert.Equal(key, table[table.NumberOf(new string(key.ToCharArray()))].Key));
        Assert.All(keys, key => Assert.Equal(-1, table.NumberOf(key + "?")));
    }

    [Fact]
    public void Of_features_with_one_key_the_last_counts()
    {
        var table = Table(Feature("a"), Feature("b"), Feature("a", "last"));

        Assert.Equal(["a", "b"], table);
        var keys = ((System.Collections.IEnumerable)table).GetEnumerator();
        Assert.True(keys.MoveNext());
        Assert.Equal("a", keys.Current);
        Assert.Equal("last", table[table.NumberOf("a")].Default.Result.Value);
    }

    [Fact]
    public void An_empty_table_has_nothing()
    {
        Assert.Empty(FeatureTable.Empty);
        Assert.Equal(-1, FeatureTable.Empty.NumberOf(""));
    }

    /// <summary>A prerequisite can mention a key before, or without, its feature.</summary>
    [Fact]
    public void A_mentioned_key_is_no_feature_and_does_not_change_the_order()
    {
        var numbers = new FeatureNumbers();
        var (late, missing) = (numbers.NumberOf("late"), numbers.NumberOf("missing"));
        numbers.Set(numbers.NumberOf("early"), Feature("early"));
        numbers.Set(late, Feature("late"));
        var table = numbers.Build();

        Assert.Equal(["early", "late"], table);
        Assert.Equal(2, table.Count);
        Assert.False(table[missing].Exists);
        Assert.Equal(missing, table.NumberOf("missing"));
    }

    [Fact]
    public void A_removed_feature_keeps_its_number_and_loses_its_place()
    {
        var numbers = new FeatureNumbers();
        foreach (var key in (string[])["a", "b", "c"])
            numbers.Set(numbers.NumberOf(key), Feature(key));
        numbers.Remove(numbers.NumberOf("b"));
        numbers.Remove(numbers.NumberOf("absent"));
        Assert.Equal(["a", "c"], numbers.Build());

        numbers.Set(numbers.NumberOf("b"), Feature("b"));
        Assert.Equal(["a", "c", "b"], numbers.Build());

        numbers.Clear();
        Assert.Empty(numbers.Build());
        numbers.Set(numbers.NumberOf("c"), Feature("c"));
        Assert.Equal(["c"], numbers.Build());
    }

    /// <summary>A payload can name each of many features again with a value that is no feature.</summary>
    [Fact]
    public void Removing_many_features_takes_linear_time()
    {
        const int Count = 200_000;
        var numbers = new FeatureNumbers();
        for (var i = 0; i < Count; i++)
            numbers.Set(numbers.NumberOf($"f{i}"), Feature("f"));
        for (var i = 0; i < Count; i++)
            numbers.Remove(i);
        numbers.Set(7, Feature("f7"));
        Assert.Equal(["f7"], numbers.Build());
    }

    private static FeatureTable Table(params Feature[] features)
    {
        var numbers = new FeatureNumbers();
        foreach (var feature in features)
            numbers.Set(numbers.NumberOf(feature.Key), feature);
        return numbers.Build();
    }

    private static Feature Feature(string key, string value = "") => new(key, new FeatureResult(value, FeatureResultSource.DefaultValue), default);
}
