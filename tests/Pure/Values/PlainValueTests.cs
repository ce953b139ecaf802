namespace GrowthBook.Pure.Tests.Values;

/// <summary>What a caller asks for as <c>object</c> is a plain .NET object, at every depth.</summary>
public sealed class PlainValueTests
{
    private const string Json = """{"text":"x","on":true,"count":3,"large":9007199254740992,"ratio":0.5,"none":null,"tags":["a",1,null],"inner":{"n":-1}}""";

    [Fact]
    public void A_dictionary_of_objects_has_plain_values()
    {
        IsPlain(ValueOr(new Dictionary<string, object?>()));
        IsPlain(Assert.IsType<Dictionary<string, object?>>(ValueOr<IDictionary<string, object?>>(new Dictionary<string, object?>())));
        IsPlain(Assert.IsType<Dictionary<string, object?>>(ValueOr(new object())));
        IsPlain(Assert.IsType<Dictionary<string, object?>>(ValueOr(new List<object?>(), $"[{Json}]")[0]));
        IsPlain(Assert.IsType<Dictionary<string, object?>>(ValueOr(new Holder(1), $"{{\"any\":{Json}}}").Any));
        Assert.Null(ValueOr(new Holder(1), """{"any":null}""").Any);
        Assert.Null(ValueOr(new List<object?>(), "[null]")[0]);
    }

    [Theory]
    [InlineData("3", 3L)]
    [InlineData("3.0", 3L)]
    [InlineData("-9007199254740992", -9007199254740992L)]
    [InlineData("9007199254740994", 9007199254740994.0)]
    [InlineData("1e300", 1e300)]
    [InlineData("1.5", 1.5)]
    [InlineData("\"3\"", "3")]
    [InlineData("false", false)]
    public void A_scalar_is_itself(string json, object expected)
    {
        Assert.Equal(expected, ValueOr(new object(), json));
        Assert.Equal([expected], ValueOr(new List<object?>(), $"[{json}]"));
    }

    /// <summary>Values stay values, and other types of members are converted as ever.</summary>
    [Fact]
    public void Other_types_are_not_affected()
    {
        Assert.Equal(3, ValueOr(new Dictionary<string, Value>())["count"]);
        Assert.Equal(Given.Value(Json), ValueOr<Value>(Value.Null.Instance));
        Assert.Equal(Given.Value(Json), ValueOr(new Dictionary<string, Value>(), $"{{\"a\":{Json}}}")["a"]);
        _ = new FeatureResult(Given.Value("""{"a":null}"""), FeatureResultSource.DefaultValue).ValueOr(new Dictionary<string, string>(), out var error);
        Assert.NotNull(error);
    }

    private static void IsPlain(Dictionary<string, object?> actual)
    {
        Assert.Equal(["text", "on", "count", "large", "ratio", "none", "tags", "inner"], actual.Keys);
        Assert.Equal("x", actual["text"]);
        Assert.Equal(true, actual["on"]);
        Assert.Equal(3L, actual["count"]);
        Assert.Equal(9007199254740992L, actual["large"]);
        Assert.Equal(0.5, actual["ratio"]);
        Assert.Null(actual["none"]);
        Assert.Equal(["a", 1L, null], Assert.IsType<List<object?>>(actual["tags"]));
        Assert.Equal(-1L, Assert.IsType<Dictionary<string, object?>>(actual["inner"])["n"]);
    }

    private static T ValueOr<T>(T fallback, string json = Json)
    {
        var value = new FeatureResult(Given.Value(json), FeatureResultSource.DefaultValue).ValueOr(fallback, out var error);
        Assert.Null(error);
        return value;
    }

    private sealed record Holder(object? Any);
}
