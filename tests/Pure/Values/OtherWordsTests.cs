using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>No serializer reads <c>max_items</c> as <c>MaxItems</c> without a naming policy. Members would keep what their initializers give them.</summary>
public sealed class OtherWordsTests
{
    private const string Snake = """{"max_items":25,"countries":["de"]}""";

    private const string Mend = "; give the options a PropertyNamingPolicy, such as JsonNamingPolicy.SnakeCaseLower, or the member [JsonPropertyName]";

    [Theory]
    [InlineData("""{"max_items":25}""", "max_items")]
    [InlineData("""{"countries":["de"],"max_items":25}""", "max_items")]
    [InlineData("""{"max-items":25}""", "max-items")]
    [InlineData("""{"Max_Items":25}""", "Max_Items")]
    public void An_object_with_a_member_under_other_separators_does_not_fit(string json, string name)
    {
        var mine = new Config { MaxItems = 99 };

        Assert.Same(mine, Result(json).ValueOr(mine, out var error));
        Assert.Equal($"{json} is not a value of type Config: $.maxItems is not read, and the value has {name}{Mend}; the fallback is used", error?.Message);
        Assert.StartsWith($"[{json}] is not a value of type List<Config>: $[0].maxItems is not read, and the value has {name}{Mend}", ErrorOf<List<Config>>($"[{json}]"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_member_is_named_too()
    {
        Assert.Equal($"{Snake} is not a value of type Needed: $.maxItems is missing, and the value has max_items{Mend}; the fallback is used", ErrorOf<Needed>(Snake));
        Assert.Equal($"{Snake} is not a value of type Positional: $.maxItems is missing, and the value has max_items{Mend}; the fallback is used", ErrorOf<Positional>(Snake));
    }

    [Fact]
    public void Options_with_a_policy_and_a_name_of_its_own_read_it()
    {
        var snake = (JsonTypeInfo<Config>)new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(Config));

        Assert.Equal(25, Result(Snake).ValueOr(new Config(), snake, out var error).MaxItems);
        Assert.Null(error);
        Assert.Equal(25, Result(Snake).ValueOr(new Named(), out error).MaxItems);
        Assert.Null(error);
        Result("""{"maxItems":3}""").ValueOr(new Config(), snake, out error);
        Assert.StartsWith("{\"maxItems\":3} is not a value of type Config: $.max_items is not read, and the value has maxItems", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"countries":["de"]}""")]
    [InlineData("""{"maximum_items":3,"items":2}""")]
    [InlineData("""{"maxItems":1,"max_items":25}""")]
    public void A_member_that_is_missing_or_there_keeps_the_value(string json)
    {
        Assert.Equal(1, Result(json).ValueOr(new Config { MaxItems = 99 }, out var error).MaxItems);
        Assert.Null(error);
    }

    private static string? ErrorOf<T>(string json)
        where T : class
    {
        Result(json).ValueOr<T?>(null, out var error);
        return error?.Message;
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.Force);

    public sealed class Config
    {
        public int MaxItems { get; set; } = 1;

        public List<string> Countries { get; set; } = [];
    }

    public sealed class Needed
    {
        public required int MaxItems { get; set; }
    }

    public sealed record Positional(int MaxItems);

    public sealed class Named
    {
        [JsonPropertyName("max_items")]
        public int MaxItems { get; set; } = 1;

        /// <summary>Nothing of its form is left, because the other one has the name.</summary>
        [JsonPropertyName("maxItems")]
        public int Other { get; set; } = 2;
    }
}
